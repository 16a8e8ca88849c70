package io.penumbra.platform.process;

import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The process's log: one line per event on stderr, see {@code logback.xml}. The level is {@code
 * -DPENUMBRA_LOG} or the environment's {@code PENUMBRA_LOG}.
 */
public final class Logging {
    private static volatile String processName = "pfs";

    private Logging() {}

    /** Called first in main; what gRPC writes to the JDK's log goes to ours from here on. */
    public static void start(String processName) {
        Logging.processName = processName;
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    static String processName() {
        return processName;
    }
}
