package io.penumbra.cli;

import io.penumbra.platform.process.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code pfs --version} says. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"pfs " + ProgramVersion.current()};
    }
}
