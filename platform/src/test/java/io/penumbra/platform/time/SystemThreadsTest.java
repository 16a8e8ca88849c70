package io.penumbra.platform.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.platform.process.ExitCode;
import io.penumbra.platform.process.FaultHandler;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Hazard 76: a process whose thread died must not live on without it. */
final class SystemThreadsTest {
    private final LinkedBlockingQueue<Integer> endings = new LinkedBlockingQueue<>();
    private final FaultHandler faults = new FaultHandler(endings::add);
    private final SystemThreads threads = new SystemThreads(faults);

    @Test
    void anErrorThatEscapesAThreadEndsTheProcess() throws InterruptedException {
        threads.virtual("v", () -> fail("virtual"));
        assertThat(endings.take()).isEqualTo(ExitCode.FAULT);
        threads.platform("p", () -> fail("platform"));
        assertThat(endings.take()).isEqualTo(ExitCode.FAULT);
    }

    @Test
    void anErrorThatEscapesATimerEndsTheProcess() throws InterruptedException {
        new SystemClock(faults).after(Duration.ZERO, () -> fail("timer"));
        assertThat(endings.take()).isEqualTo(ExitCode.FAULT);
    }

    @Test
    void aReportedFaultIsNotReportedAgain() throws InterruptedException {
        threads.platform(
                        "p",
                        () -> {
                            throw faults.fatal("once", new IllegalStateException("cause"));
                        })
                .join();
        assertThat(endings).containsExactly(ExitCode.FAULT);
    }

    private static void fail(String why) {
        throw new IllegalStateException(why);
    }
}
