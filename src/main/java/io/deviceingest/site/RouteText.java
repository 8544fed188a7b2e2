package io.deviceingest.site;

import io.deviceingest.file.TextFile;
import io.deviceingest.file.UnusableFileException;
import io.deviceingest.yaml.BrokenYamlException;
import io.deviceingest.yaml.LocatedYaml;
import java.nio.file.Path;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/** The only way of a route file to Camel, which itself follows an alias forever. Stateless. */
final class RouteText {

    private RouteText() {}

    /** @throws UnusableFileException for a file that cannot be read, or is no YAML within its limits */
    static byte[] bytes(Path file) throws UnusableFileException {
        byte[] bytes = TextFile.bytes(file);
        try {
            LocatedYaml.check(file, TextFile.decoded(file, bytes));
        } catch (BrokenYamlException e) {
            throw new UnusableFileException(file, e.line(), e.getMessage());
        }
        return bytes;
    }

    /** The same as Camel takes it, with what stands in it at this moment. */
    static Resource resource(Path file) throws UnusableFileException {
        return ResourceHelper.fromBytes(file.toString(), bytes(file));
    }
}
