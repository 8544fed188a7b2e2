# Not run here: no container engine was at hand; a test carries out its lines.
# For those who prefer it to Jib: ./mvnw -DskipTests package && docker build -t device-ingest .
FROM eclipse-temurin:17-jre AS jar
COPY target/device-ingest.jar ./
RUN ["java", "-Djarmode=tools", "-jar", "device-ingest.jar", "extract", "--layers", "--destination", "layers"]
FROM eclipse-temurin:17-jre
WORKDIR /app
COPY --from=jar layers/dependencies/ layers/snapshot-dependencies/ ./
COPY --from=jar layers/application/ ./
COPY routes/ routes/
# An archive of the classes of a start, for this JVM: a start takes less processor time with it.
RUN ["java", "-jar", "device-ingest.jar", "unpack", "--here"]
USER 10001:10001
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:MaxRAMPercentage=50", "-XX:SharedArchiveFile=classes.jsa", "-jar", "device-ingest.jar"]
