package io.penumbra.cli.role;

import io.penumbra.cli.PfsCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.process.Logging;
import io.penumbra.platform.process.Pid;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Runs one role until it is told to end. */
public abstract class RoleCommand extends PfsCommand {
    /** How the line on standard output begins that says that the role serves. */
    public static final String READY = "ready at ";

    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(5);

    private final RoleKind kind;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The settings: lines of 'key = value'. An unknown key stops the start.")
    private @Nullable Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A setting that goes before the file's; may be repeated.")
    private List<String> overrides = List.of();

    @Option(
            names = "--supervised",
            description = "End when standard input ends: the supervisor holds its other side.")
    private boolean supervised;

    /** Whether there is something that should be closed. */
    private volatile boolean serves;

    private final CountDownLatch unsupervised = new CountDownLatch(1);

    protected RoleCommand(RoleKind kind) {
        this.kind = kind;
    }

    @Override
    public final Integer call()
            throws IOException, RefusedException, SettingsException, InterruptedException {
        Logging.start(kind.command());
        Logger log = LoggerFactory.getLogger(RoleCommand.class);
        if (supervised) {
            Thread.ofPlatform().daemon().name("supervision").start(this::awaitEndOfSupervisor);
        }
        var settings = config == null ? Settings.none() : Settings.read(config);
        var started = startUnlessDone(settings.with(overrides), FaultHandler.haltingTheProcess());
        return started.isEmpty() ? 0 : serve(started.get(), log);
    }

    private Integer serve(RunningRole role, Logger log) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> close(role, log)));
        log.info("pid {} serves at {}", Pid.current(), role.address());
        System.out.println(READY + role.address());
        serves = true;
        unsupervised.await();
        log.info("ends, because its supervisor did");
        return 0;
    }

    /**
     * A role that waits for other machines while it starts must not outlive its supervisor either.
     */
    private void awaitEndOfSupervisor() {
        try {
            readToTheEnd(System.in);
        } catch (IOException e) {
            // Whoever held its other side is gone as well.
            LoggerFactory.getLogger(RoleCommand.class).debug("standard input broke", e);
        }
        unsupervised.countDown();
        if (!serves) {
            Runtime.getRuntime().halt(0);
        }
    }

    /** Empty if all that was asked for is done. */
    protected Optional<RunningRole> startUnlessDone(Settings settings, FaultHandler faults)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        return Optional.of(start(settings, faults));
    }

    /** Returns when the role serves. */
    protected RunningRole start(Settings settings, FaultHandler faults)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        return Roles.start(kind, settings, WithoutLead.EXIT, faults);
    }

    private static void readToTheEnd(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    /** What does not close in time is cut off: everything that matters is durable already. */
    private static void close(RunningRole role, Logger log) {
        var closing =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                role.close();
                            } catch (IOException e) {
                                log.warn("did not close well", e);
                            }
                        });
        try {
            if (!closing.join(CLOSES_WITHIN)) {
                log.warn("did not close within {}", CLOSES_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
