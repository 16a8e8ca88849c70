package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts for those who start and stop an ensemble by hand. */
final class ScriptsIT {
    private static final Path SCRIPTS = Path.of("..", "scripts").toAbsolutePath().normalize();

    @TempDir private Path home;
    private final int port;

    ScriptsIT() throws IOException {
        port = RunningCluster.freePorts(new Random());
    }

    private record Ran(int code, String said) {}

    private Ran run(String script, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        // Its children keep what it writes to: a pipe would not end before they do.
        var said = Files.createTempFile(home, "said", ".txt");
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        var environment = builder.environment();
        environment.put("PENUMBRA_NO_BUILD", "1");
        environment.put("PENUMBRA_HOME", home.toString());
        environment.put("PENUMBRA_ZOOKEEPER", "127.0.0.1:" + port);
        environment.put("PENUMBRA_MASTER_PORT", "" + (port + 1));
        environment.put("PENUMBRA_GATEWAY_PORT", "" + (port + 3));
        environment.put("PENUMBRA_CHUNKSERVER_PORT", "" + (port + 4));
        environment.put("PENUMBRA_CHUNKSERVER_HTTP_PORT", "" + (port + 6));
        int code = builder.start().waitFor();
        return new Ran(code, Files.readString(said, UTF_8));
    }

    private ProcessHandle process(String name) throws IOException {
        var pid = Files.readString(home.resolve("run").resolve(name + ".pid")).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    @Test
    void anEnsembleIsStartedShownAndStopped() throws Exception {
        try {
            var started = run("start-ensemble", "2");
            assertThat(started.code()).as(started.said()).isZero();
            assertThat(started.said())
                    .contains("leader", "shadow", "chunkserver-" + (port + 5), "gateway");
            try (var client = ZClient.connect("127.0.0.1:" + (port + 1))) {
                client.write("/kept", "by two chunkservers");
            }
            assertThat(run("start-ensemble", "2").said())
                    .contains("master-" + (port + 1) + " runs already")
                    .doesNotContain(" serves, pid");

            var victim = "chunkserver-" + (port + 4);
            process(victim).destroyForcibly();
            process(victim).onExit().get();
            assertThat(run("status").said()).contains(victim + "      has ended: see");
            assertThat(run("start-chunkserver").said()).contains(victim + " serves");
            try (var client = ZClient.connect("127.0.0.1:" + (port + 1))) {
                assertThat(client.readText("/kept")).isEqualTo("by two chunkservers");
            }
        } finally {
            var stopped = run("stop-ensemble");
            assertThat(stopped.code()).as(stopped.said()).isZero();
            assertThat(stopped.said()).endsWith("zookeeper has stopped\n");
        }
        assertThat(run("stop-ensemble").said()).isEqualTo("nothing runs\n");
    }

    @Test
    void whatMakesNoSenseIsRefusedByNameAndStartsNothing() throws Exception {
        assertThat(run("start-ensemble", "many"))
                .isEqualTo(
                        new Ran(
                                2,
                                "start-ensemble: 'many' is no number of chunkservers from 1 to 99\n"));
        assertThat(run("start-master", "70000").said())
                .isEqualTo("start-master: '70000' is no port; try 'start-master --help'\n");
        assertThat(run("start-zookeeper", "/no/such/zoo.cfg").said())
                .isEqualTo("start-zookeeper: there is no /no/such/zoo.cfg\n");
        for (var script : List.of("start-chunkserver", "start-gateway", "status")) {
            var help = run(script, "--help");
            assertThat(help.code()).isZero();
            assertThat(help.said()).contains("scripts/" + script);
        }
        assertThat(home.resolve("run")).doesNotExist();
    }
}
