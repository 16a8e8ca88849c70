package io.penumbra.cli.up;

import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.settings.SettingsException;
import java.io.IOException;
import java.util.List;

/** Where the roles of a local cluster run: all in this JVM, or each as a process of its own. */
interface Host extends AutoCloseable {
    /** Returns when all of these roles serve, which need not wait for each other. */
    void start(List<LocalRole> roles)
            throws IOException, RefusedException, SettingsException, InterruptedException;

    /** Ends all roles, the last started first. */
    @Override
    void close();
}
