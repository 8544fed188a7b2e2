package io.deviceingest.site;

import io.deviceingest.file.TextFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceResolverSupport;
import org.apache.camel.support.ResourceSupport;
import org.springframework.stereotype.Component;

/**
 * How Camel opens {@code file:} anywhere in a route: through the same readers as the program itself, so that no file of
 * a site can keep it waiting or fill its memory. Camel finds it by the name of the bean. Safe for any number of threads.
 */
@Component("resource-loader-file")
final class SiteFileResolver extends ResourceResolverSupport {

    private static final String SCHEME = "file";

    SiteFileResolver() {
        super(SCHEME);
    }

    @Override
    public Resource resolve(String location) {
        return createResource(location, location.substring(SCHEME.length() + 1));
    }

    @Override
    protected Resource createResource(String location, String path) {
        Path file = UriPath.file(path);
        return new ResourceSupport(SCHEME, location) {

            @Override
            public boolean exists() {
                return Files.exists(file);
            }

            @Override
            public InputStream getInputStream() throws IOException {
                return new ByteArrayInputStream(path.endsWith(".yaml") ? RouteText.bytes(file) : TextFile.bytes(file));
            }
        };
    }
}
