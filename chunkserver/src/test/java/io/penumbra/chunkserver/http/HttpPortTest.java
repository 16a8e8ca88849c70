package io.penumbra.chunkserver.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penumbra.chunkserver.ChunkserverProcess;
import io.penumbra.chunkserver.ChunkserverSettings;
import io.penumbra.chunkserver.Frames;
import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.replica.WriteKeys;
import io.penumbra.chunkserver.store.DataPlace;
import io.penumbra.chunkserver.store.FrameRun;
import io.penumbra.chunkserver.store.ServerStore;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.Address;
import io.penumbra.platform.disk.DirectoryDisk;
import io.penumbra.platform.grpc.GrpcNetwork;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.platform.http.HttpPort;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.Hello;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real HTTP over a real store in a directory. */
final class HttpPortTest {
    private static final ChunkId CHUNK = ChunkId.of(new Epoch(3), 0x2a);
    private static final ChunkVersion ONE = new ChunkVersion(1);
    private static final Address ANY_PORT = new Address("127.0.0.1", 0);

    private final FaultHandler faults =
            new FaultHandler(code -> System.err.println("would end with " + code));
    private final SystemThreads threads = new SystemThreads(faults);
    private final GrpcNetwork network = new GrpcNetwork(threads, Optional.empty());
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path directory;
    private final ServerStore store;
    private final Checkup checkup;
    private final HttpPort port;

    HttpPortTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        var disk = new DirectoryDisk(directory);
        var places = List.of(new DataPlace(directory.toString(), "ssd", disk));
        var clock = new SystemClock(faults);
        var cluster = new ClusterId("6f1c2d3e-4a5b-4c6d-8e7f-0123456789ab");
        var server = ChunkserverProcess.format(places, cluster, new SplittableRandom(1));
        store =
                ServerStore.open(
                        () -> places,
                        ChunkserverSettings.TRASH_KEEP,
                        clock,
                        threads,
                        new SplittableRandom(2));
        var context = new ServerContext(store, new WriteKeys(clock), network, clock, threads);
        var hello =
                Hello.newBuilder()
                        .setCluster(cluster.value())
                        .setServer(server.value())
                        .setEndpoint(Endpoint.newBuilder().setHost("127.0.0.1").setPort(7_100))
                        .setHost("a \"host\"")
                        .setRack("r1")
                        .setPid(42)
                        .build();
        checkup = new Checkup(context, hello);
        port = HttpPort.bind(ANY_PORT, HttpAccess.open(), threads, 0);
        port.serve(new Routes(checkup, downloads(), port));
    }

    private ChunkDownload downloads() {
        return new ChunkDownload(store);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        port.close();
        store.close();
        network.close();
    }

    /** Writes a chunk; says where it is. */
    private Path write(int frames) throws Exception {
        var log = store.chunk(CHUNK, new StorageClassName("default"));
        log.create(new StorageClassName("default"), ONE);
        var writer = new Frames(CHUNK, ONE, ChunkFormat.HEADER_BYTES, 1);
        for (int i = 0; i < frames; i++) {
            long offset = writer.end();
            var frame = writer.next(ChunkFormat.PAYLOAD_BYTES_MAX);
            log.write(List.of(FrameRun.check(CHUNK, offset, List.of(frame))));
        }
        log.take(ONE);
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".chunk")).findAny().orElseThrow();
        }
    }

    private HttpResponse<byte[]> send(String method, String path) throws Exception {
        return send(port, method, path);
    }

    private HttpResponse<byte[]> send(HttpPort to, String method, String path) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://%s%s".formatted(to.address(), path)))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static void assertProblem(HttpResponse<byte[]> response, int status, String code) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
        var problem = json(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("detail").asString()).isNotEmpty();
        assertThat(problem.path("requestId").asString())
                .isNotEmpty()
                .isEqualTo(header(response, "X-Request-Id"));
    }

    @Test
    void theStatusSaysWhoThisIsWhatItHoldsAndHowItIs() throws Exception {
        long length = Files.size(write(3));
        var response = send("GET", "/status");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
        var status = json(response);
        assertThat(status.path("server").asString()).isEqualTo(store.identity().server().value());
        assertThat(status.path("host").asString()).isEqualTo("a \"host\"");
        assertThat(status.path("address").asString()).isEqualTo("127.0.0.1:7100");
        assertThat(status.path("health").asString()).isEqualTo(Checkup.health(store.directories()));
        var disk = status.path("directories").path(0);
        assertThat(disk.path("directory").asString()).isEqualTo(directory.toString());
        assertThat(disk.path("medium").asString()).isEqualTo("ssd");
        assertThat(disk.path("usedBytes").asLong()).isEqualTo(length);
        assertThat(disk.path("chunks").asInt()).isEqualTo(1);
        assertThat(status.path("chunks").asInt()).isEqualTo(1);
        assertThat(status.path("usedBytes").asLong()).isEqualTo(length);
        assertThat(status.path("writtenBytes").asLong())
                .isEqualTo(length - ChunkFormat.HEADER_BYTES);
        assertThat(status.path("openFiles").asInt()).isEqualTo(1);
        assertThat(status.path("capacityBytes").asLong())
                .isGreaterThan(status.path("freeBytes").asLong());
        assertThat(status.path("writeProbeAgeSeconds").isNumber()).isTrue();
    }

    @Test
    void everyFigureHasAHelpATypeAndTheNameThatItsTypeAsksFor() throws Exception {
        write(1);
        send("GET", "/nothing");
        var response = send("GET", "/metrics");
        assertThat(header(response, "Content-Type")).startsWith("text/plain; version=0.0.4");
        var text = new String(response.body(), US_ASCII);
        var types = new HashMap<String, String>();
        var helped = new ArrayList<String>();
        for (var line : text.lines().toList()) {
            var words = List.of(line.split(" ", 4));
            if (line.startsWith("# HELP ")) {
                helped.add(words.get(2));
            } else if (line.startsWith("# TYPE ")) {
                types.put(words.get(2), words.get(3));
            } else {
                assertThat(line).matches("penumbra_chunkserver_[a-z_]+([{].*[}])? [0-9.E-]+");
                var name = line.replaceAll("[{ ].*", "");
                assertThat(helped).contains(name);
                assertThat(types).containsKey(name);
                assertThat(name.endsWith("_total"))
                        .as(name)
                        .isEqualTo("counter".equals(types.get(name)));
            }
        }
        assertThat(text)
                .endsWith("\n")
                .contains("penumbra_chunkserver_chunks 1\n")
                .containsPattern("penumbra_chunkserver_healthy [01]\n")
                .contains("penumbra_chunkserver_http_requests_total{code=\"404\"} 1\n")
                .contains("host=\"a \\\"host\\\"\"");
    }

    @Test
    void aChunkComesAsItsFileIsWithWhateverStandsBehindItsLastFrame() throws Exception {
        var file = write(20);
        Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        var response = send("GET", "/chunks/" + CHUNK);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(Files.readAllBytes(file));
        var head = send("HEAD", "/chunks/" + CHUNK);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo("" + Files.size(file));
    }

    @Test
    void whatIsAskedWronglyIsAnsweredWithAProblemDocument() throws Exception {
        assertProblem(send("GET", "/"), 404, "NOT_FOUND");
        assertProblem(send("GET", "/statuses"), 404, "NOT_FOUND");
        assertProblem(send("GET", "/chunks/chunk-3.2a"), 404, "NOT_FOUND");
        assertProblem(send("GET", "/chunks/../VERSION"), 400, "INVALID_ARGUMENT");
        assertProblem(send("GET", "/status?pretty"), 400, "INVALID_ARGUMENT");
        for (var path : List.of("/status", "/metrics", "/chunks/chunk-3.2a")) {
            var response = send("DELETE", path);
            assertProblem(response, 405, "METHOD_NOT_ALLOWED");
            assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
        }
    }

    @Test
    void wherePeopleOfOtherMachinesReachItNoChunkIsShown() throws Exception {
        write(1);
        try (var open = HttpPort.bind(ANY_PORT, HttpAccess.open(), threads, 0)) {
            open.serve(new Routes(checkup, downloads(), open, false));
            assertProblem(send(open, "GET", "/chunks/" + CHUNK), 403, "PERMISSION_DENIED");
            assertThat(send(open, "GET", "/status").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void slowClientsHoldNobodyUpAndTheirTurnsComeBack() throws Exception {
        write(400);
        var slow = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 20; i++) {
                slow.add(say("GET /status HTT"));
            }
            for (int i = 0; i < ChunkDownload.AT_ONCE_MAX; i++) {
                slow.add(sayGet());
            }
            while (chunkStatus() != 503) {
                slow.add(sayGet()); // who looks takes a turn, too
            }
            var refused = send("GET", "/chunks/" + CHUNK);
            assertProblem(refused, 503, "OVERLOADED");
            assertThat(header(refused, "Retry-After")).isEqualTo("1");
            assertThat(send("GET", "/status").statusCode()).isEqualTo(200);
        } finally {
            for (var socket : slow) {
                socket.close();
            }
        }
        awaitChunk(200);
    }

    /** Sends a little and never reads. */
    private Socket say(String words) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        socket.connect(new InetSocketAddress(port.address().host(), port.address().port()));
        socket.getOutputStream().write(words.getBytes(US_ASCII));
        return socket;
    }

    private Socket sayGet() throws IOException {
        return say("GET /chunks/%s HTTP/1.1\r\nHost: a\r\n\r\n".formatted(CHUNK));
    }

    private int chunkStatus() throws Exception {
        Thread.sleep(50);
        return send("HEAD", "/chunks/" + CHUNK).statusCode();
    }

    private void awaitChunk(int status) throws Exception {
        for (int look = 0; look < 600; look++) {
            if (chunkStatus() == status) {
                return;
            }
        }
        throw new AssertionError("never answered " + status);
    }

    @Test
    void aTakenPortIsNamed() {
        assertThat(
                        catchThrowable(
                                () -> HttpPort.bind(port.address(), HttpAccess.open(), threads, 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HTTP at " + port.address());
    }
}
