package io.penumbra.cli.cluster;

import io.penumbra.zclient.ProcessStatus;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a chunkserver says of itself over HTTP.
 *
 * @param readBytes from its disks since it was started
 */
record ChunkserverVitals(long readBytes, long writtenBytes, long openStreams) {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** Empty if it cannot be asked from here. */
    static Optional<ChunkserverVitals> of(ProcessStatus chunkserver) throws IOException {
        if (chunkserver.address().isEmpty() || chunkserver.httpPort() == 0) {
            return Optional.empty();
        }
        var host = chunkserver.address().get().host();
        var url = URI.create("http://%s:%d/status".formatted(host, chunkserver.httpPort()));
        try {
            var answer =
                    HTTP.send(
                            HttpRequest.newBuilder(url).timeout(PATIENCE).build(),
                            BodyHandlers.ofString());
            var status = JsonMapper.shared().readTree(answer.body());
            return Optional.of(
                    new ChunkserverVitals(
                            status.path("readBytes").asLong(0),
                            status.path("writtenBytes").asLong(0),
                            status.path("openStreams").asLong(0)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }
}
