package io.penumbra.cli.role;

import io.penumbra.core.port.Address;
import java.io.IOException;

/** A role that serves in this JVM. */
public interface RunningRole extends AutoCloseable {
    Address address();

    @Override
    void close() throws IOException;
}
