package io.deviceingest.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The packaged program reads the files of a site as UTF-8, whatever the locale is: cron and a bare service have none. */
class LocaleIT {

    @TempDir
    Path files;

    @Test
    void aMappingKeepsItsLetters() throws Exception {
        Path routes = files.resolve("routes");
        FileSystemUtils.copyRecursively(Site.ROUTES, routes);
        Path mapping = routes.resolve("mapping/heartbeat.jslt");
        Files.writeString(
                mapping,
                Files.readString(mapping).replace("\"attributes\": ", "\"attributes\": {\"Ort\": \"Außen €\"} + "));
        Files.createDirectories(routes.resolve("cases/heartbeat"));
        Files.writeString(routes.resolve("cases/heartbeat/letters.yaml"), """
                description: Letters of a mapping
                topic: devices/d/heartbeat
                json: {uptime: 17}
                expect:
                  device:
                    device_id: d
                    attributes: {uptime: 17, Ort: "Außen €"}
                """);

        CommandRun run = CommandRun.in(
                files,
                Map.of("LC_ALL", "C", "ROUTES_DIR", routes.toAbsolutePath().toString()),
                "cases",
                "heartbeat/letters");

        assertThat(run.output()).contains("ok    heartbeat/letters");
        assertThat(run.exitCode()).isZero();
    }
}
