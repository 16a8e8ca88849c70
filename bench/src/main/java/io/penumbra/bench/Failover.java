package io.penumbra.bench;

import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The drill: strikes processes of a running cluster while clients write file after file, and prints
 * how long nothing was acknowledged to any of them, and to one of them. Every file is read again at
 * the end.
 */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        description =
                "Kills and stops processes of a cluster on this machine that 'pfs up"
                        + " --processes' runs. scripts/failover starts one for it.",
        sortOptions = false)
public final class Failover implements Callable<Integer> {
    private static final long CALM_MILLIS = 1_000;
    private static final long STOPPED_MILLIS = 3_000;

    /** A leader may not be taken for dead before it has led for five seconds. */
    private static final long TENURE_MILLIS = 5_500;

    private static final long POLL_MILLIS = 100;
    private static final int POLLS_MAX = 600;

    @Option(
            names = "--masters",
            defaultValue = "localhost:7000,localhost:7001",
            description = "The cluster (default: ${DEFAULT-VALUE}).")
    private String masters = "";

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often each blow is struck (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--writers",
            defaultValue = "8",
            description = "How many clients write at the same time (default: ${DEFAULT-VALUE}).")
    private int writers;

    @Option(
            names = "--appenders",
            defaultValue = "0",
            description =
                    "How many clients append to one file, which another reads meanwhile (default:"
                            + " ${DEFAULT-VALUE}).")
    private int appenders;

    @Option(
            names = "--records",
            defaultValue = "0",
            description =
                    "Each appender appends so many records, and the blows are struck in turn until"
                            + " all have; there are no writers and no rounds then.")
    private int records;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "5.5",
            description =
                    "With --records: from one blow to the next, once all is there again (default:"
                            + " ${DEFAULT-VALUE}, the least).")
    private double everySeconds;

    @Option(
            names = "--blows",
            split = ",",
            defaultValue = "kill-master,stop-master,kill-chunkserver",
            description =
                    "Which (default: ${DEFAULT-VALUE}); also kill-two-chunkservers, at once, for"
                            + " which five should be there.")
    private List<String> blows = List.of();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Failover()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean right = true;
        try (var client = ZClient.connect(masters)) {
            if (records > 0) {
                return strikeUntilAppended(client) ? 0 : 1;
            }
            for (var blow : blows) {
                right &= strike(client, blow);
            }
        }
        return right ? 0 : 1;
    }

    /** Each record of each appender must stand in the file once, whatever was struck. */
    private boolean strikeUntilAppended(ZClient client) throws IOException, InterruptedException {
        awaitWhole(client);
        long begin = System.nanoTime();
        var log = Appenders.start(masters, appenders, "/failover/log-" + begin, records);
        int struck = 0;
        while (!log.isDone()) {
            sleepUnlessDone(log);
            if (!log.isDone()) {
                hit(blows.get(struck % blows.size()), client);
                struck++;
                awaitWhole(client);
            }
        }
        var wrong = log.end();
        System.out.printf(
                Locale.ROOT,
                "%d clients appended %,d records in %.0f s, %d blows meanwhile (%s): %s%n",
                appenders,
                log.acknowledged(),
                (System.nanoTime() - begin) / 1e9,
                struck,
                String.join(", ", blows),
                wrong.isEmpty()
                        ? "each stands there once, and the reader saw the file only grow"
                        : "NOT ALL RIGHT: " + wrong);
        return wrong.isEmpty();
    }

    private void sleepUnlessDone(Appenders log) throws InterruptedException {
        long until =
                System.nanoTime()
                        + Math.max(TENURE_MILLIS * 1_000_000, (long) (everySeconds * 1e9));
        while (!log.isDone() && System.nanoTime() - until < 0) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private List<ProcessStatus> hit(String blow, ZClient client)
            throws IOException, InterruptedException {
        var victims = victims(client, blow);
        if (blow.startsWith("stop")) {
            signal("STOP", victims);
            Thread.sleep(STOPPED_MILLIS);
            signal("CONT", victims);
        } else {
            signal("KILL", victims);
        }
        return victims;
    }

    private boolean strike(ZClient client, String blow) throws IOException, InterruptedException {
        var pausesOfAll = new ArrayList<Double>();
        var pausesOfOne = new ArrayList<Double>();
        boolean right = true;
        for (int round = 0; round < rounds; round++) {
            awaitWhole(client);
            Thread.sleep(TENURE_MILLIS - CALM_MILLIS);
            var crowd =
                    Writers.start(masters, writers, "/failover/" + blow + "-" + System.nanoTime());
            var log =
                    Appenders.start(
                            masters,
                            appenders,
                            "/failover/log-" + System.nanoTime(),
                            Integer.MAX_VALUE);
            Thread.sleep(CALM_MILLIS);
            var victims = hit(blow, client);
            awaitWhole(client);
            crowd.end();
            var wrong = new ArrayList<>(crowd.wrong());
            wrong.addAll(log.end());
            right &= wrong.isEmpty();
            pausesOfAll.add(crowd.longestOfAllMillis());
            pausesOfOne.add(crowd.longestOfOneMillis());
            System.out.printf(
                    Locale.ROOT,
                    "%-17s pid %-7s pause %6.0f ms, of one client %6.0f ms, %d files%s acknowledged, %s%n",
                    blow,
                    victims.stream()
                            .map(victim -> Long.toString(victim.pid()))
                            .collect(Collectors.joining(" ")),
                    pausesOfAll.getLast(),
                    pausesOfOne.getLast(),
                    crowd.acknowledged(),
                    appenders == 0 ? "" : " and %d appends".formatted(log.acknowledged()),
                    wrong.isEmpty() ? "all right" : "NOT ALL RIGHT: " + wrong);
        }
        summarize(blow + ", all clients", pausesOfAll);
        summarize(blow + ", one client", pausesOfOne);
        return right;
    }

    private static void summarize(String what, List<Double> pauses) {
        var sorted = pauses.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%-32s pause: median %.0f ms, longest %.0f ms of %d%n",
                what,
                sorted.get(sorted.size() / 2),
                sorted.getLast(),
                sorted.size());
    }

    private static List<ProcessStatus> victims(ZClient client, String blow) throws IOException {
        String wanted = blow.endsWith("master") ? "leader" : "serving";
        String role = blow.endsWith("master") ? "master" : "chunkserver";
        int count = blow.contains("two") ? 2 : 1;
        var found =
                client.cluster().processes().stream()
                        .filter(it -> it.role().equals(role) && it.state().equals(wanted))
                        .limit(count)
                        .toList();
        if (found.size() < count) {
            throw new IOException("there are not %d of %s to strike".formatted(count, role));
        }
        return found;
    }

    /** Until two masters and as many chunkservers as there ever were are there. */
    private static void awaitWhole(ZClient client) throws IOException, InterruptedException {
        for (int poll = 0; poll < POLLS_MAX; poll++) {
            var status = client.cluster();
            long masters =
                    status.processes().stream()
                            .filter(it -> it.live() && it.role().endsWith("master"))
                            .count();
            boolean whole =
                    status.processes().stream().allMatch(ProcessStatus::live) && masters >= 2;
            if (whole) {
                return;
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new IOException("the cluster does not become whole: " + client.cluster().warnings());
    }

    /** All in one command, so at the same moment. */
    private static void signal(String name, List<ProcessStatus> processes)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
