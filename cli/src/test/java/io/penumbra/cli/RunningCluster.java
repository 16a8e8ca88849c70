package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penumbra.core.Invariant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A cluster, or a machine of one, that the built distribution runs: {@code pfs up}. */
final class RunningCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOCALHOST = "127.0.0.1";
    private static final int PORTS = 14;

    private final Process up;
    private final Path data;
    private final String host;
    private final int firstPort;
    private final StringWriter said = new StringWriter();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private RunningCluster(Process up, Path data, String host, int firstPort) {
        this.up = up;
        this.data = data;
        this.host = host;
        this.firstPort = firstPort;
    }

    /** With a process for each role. */
    static RunningCluster start(Path data, String... more)
            throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(more));
        words.add("--processes");
        return startAt(LOCALHOST, freePorts(new Random()), data, words.toArray(String[]::new));
    }

    /** In one JVM, which is there sooner. */
    static RunningCluster inOneJvm(Path data, String... more)
            throws IOException, InterruptedException {
        return startAt(LOCALHOST, freePorts(new Random()), data, more);
    }

    /** Each address of this machine may stand for another machine. */
    static RunningCluster startAt(String host, int port, Path data, String... more)
            throws IOException {
        var words = portsFrom(port);
        words.addAll(List.of("--host", host));
        words.addAll(List.of(more));
        return start(data, host, port, words);
    }

    /** The same folder once more, without another word. */
    RunningCluster again() throws IOException {
        return start(data, host, firstPort, List.of());
    }

    private static RunningCluster start(Path data, String host, int port, List<String> words)
            throws IOException {
        var command = pfsCommand();
        command.addAll(List.of("up", "--data", data.toString()));
        command.addAll(words);
        var up = new ProcessBuilder(command).redirectErrorStream(true).start();
        var cluster = new RunningCluster(up, data, host, port);
        cluster.awaitReady();
        return cluster;
    }

    /** Runs one that is to be refused, in one JVM. */
    static Ran upOnFreePorts(Path data, String... more) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("up", "--data", data.toString()));
        words.addAll(portsFrom(freePorts(new Random())));
        words.addAll(List.of(more));
        return run(words.toArray(String[]::new));
    }

    private static List<String> portsFrom(int port) {
        var words = new ArrayList<String>();
        words.addAll(List.of("--zookeeper-port", "" + port, "--master-port", "" + (port + 1)));
        words.addAll(List.of("--zookeeper-peer-port", "" + (port + 12)));
        words.addAll(List.of("--gateway-port", "" + (port + 3)));
        words.addAll(List.of("--chunkserver-port", "" + (port + 4)));
        words.addAll(List.of("--chunkserver-http-port", "" + (port + 7)));
        words.addAll(List.of("--master-http-port", "" + (port + 10)));
        return words;
    }

    private void awaitReady() throws IOException {
        var lines = new BufferedReader(up.inputReader(UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            said.write(line + "\n");
            if (line.startsWith("ready in ")) {
                System.out.println("pfs up: " + line);
                Thread.ofVirtual().start(() -> readOn(lines));
                return;
            }
        }
        throw new IOException("pfs up ended:\n" + said);
    }

    private void readOn(BufferedReader lines) {
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                said.write(line + "\n");
            }
        } catch (IOException e) {
            said.write("(" + e + ")\n");
        }
    }

    /** All that pfs up printed. */
    String said() {
        return said.toString();
    }

    /** Where its processes keep what they have. */
    Path data() {
        return data;
    }

    String zookeeper() {
        return host + ":" + firstPort;
    }

    /** Where the one with this number is, counted from 0. */
    String chunkserver(int number) {
        return host + ":" + (firstPort + 4 + number);
    }

    String gatewayAddress() {
        return host + ":" + (firstPort + 3);
    }

    /** Where the two masters say how they are, whichever leads. */
    List<Integer> masterHttpPorts() {
        return List.of(firstPort + 10, firstPort + 11);
    }

    String masters() {
        return "%s:%d,%s:%d".formatted(host, firstPort + 1, host, firstPort + 2);
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        var publisher =
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        return send(request(path).method(method, publisher), headers);
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request, String... headers)
            throws IOException, InterruptedException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://%s:%d%s".formatted(host, firstPort + 3, path)));
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    /** The processes of the cluster's view that are of this kind. */
    List<JsonNode> processes(Predicate<JsonNode> which) throws IOException, InterruptedException {
        var response = send("GET", "/cluster", new byte[0]);
        var processes = json(response).path("processes");
        return StreamSupport.stream(processes.spliterator(), false).filter(which).toList();
    }

    JsonNode leader() throws IOException, InterruptedException {
        return eventually(node -> node.path("state").asString().equals("leader"), 1).getFirst();
    }

    JsonNode shadow() throws IOException, InterruptedException {
        return eventually(node -> node.path("state").asString().equals("shadow"), 1).getFirst();
    }

    List<JsonNode> chunkservers(int count) throws IOException, InterruptedException {
        return eventually(node -> node.path("role").asString().equals("chunkserver"), count);
    }

    /** Asks until the view shows so many live processes of the kind. */
    private List<JsonNode> eventually(Predicate<JsonNode> which, int count)
            throws IOException, InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var found = processes(which.and(node -> node.path("live").asBoolean()));
            if (found.size() == count) {
                return found;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "waited in vain for %d, there are %s".formatted(count, found));
            }
            Thread.sleep(100);
        }
    }

    static void signal(String signal, JsonNode process) throws IOException, InterruptedException {
        long pid = process.path("pid").asLong();
        Invariant.check(pid > 0, "no pid in %s", process);
        int code = new ProcessBuilder("kill", "-" + signal, "" + pid).start().waitFor();
        Invariant.check(code == 0, "kill -%s %s failed", signal, pid);
        if (signal.equals("STOP")) {
            // The signal is sent; until each thread has met it, they go on.
            while (!isStopped(pid)) {
                Thread.sleep(1);
            }
        }
    }

    private static boolean isStopped(long pid) throws IOException {
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (var thread : threads) {
                // The name before it is in brackets, and may hold anything.
                var stat = Files.readString(thread.resolve("stat"));
                if (!stat.substring(stat.lastIndexOf(')')).startsWith(") T")) {
                    return false;
                }
            }
        }
        return true;
    }

    record Ran(int code, String out, String err) {}

    /** Runs pfs as a process against this cluster. */
    Ran pfs(String... arguments) throws IOException, InterruptedException {
        return run(Map.of("PENUMBRA_MASTERS", masters()), arguments);
    }

    /** Runs pfs as a process. */
    static Ran run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    /** The same, but nobody reads what it writes. */
    Ran pfsUnread(String... arguments) throws IOException, InterruptedException {
        var process = begin(Map.of("PENUMBRA_MASTERS", masters()), arguments);
        process.getInputStream().close();
        var err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        return new Ran(process.waitFor(), "", err);
    }

    private static Process begin(Map<String, String> environment, String... arguments)
            throws IOException {
        var command = pfsCommand();
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static Ran run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var process = begin(environment, arguments);
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);
        var err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        return new Ran(process.waitFor(), out, err);
    }

    static List<String> pfsCommand() {
        var lib = Path.of(System.getProperty("penumbra.distribution"), "lib", "*");
        return new ArrayList<>(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        lib.toString(),
                        "io.penumbra.cli.Pfs"));
    }

    static int freePorts(Random random) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int first = random.nextInt(20_000, 30_000);
            if (IntStream.range(first, first + PORTS).allMatch(RunningCluster::isFree)) {
                return first;
            }
        }
        throw new IOException("no %d free ports in a row".formatted(PORTS));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** As if its machine lost its power. */
    void kill() {
        var family = up.descendants().toList();
        up.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        up.onExit().join();
        family.forEach(process -> process.onExit().join());
    }

    /** Ends pfs up as a service would, and sees that nothing of it is left. */
    @Override
    public void close() throws IOException {
        var family = up.descendants().toList();
        up.destroy();
        up.onExit().join();
        Invariant.check(family.stream().noneMatch(ProcessHandle::isAlive), "orphans: %s", family);
    }
}
