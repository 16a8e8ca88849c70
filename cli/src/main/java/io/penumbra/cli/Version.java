package io.penumbra.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var version = Pfs.class.getPackage().getImplementationVersion();
        return new String[] {"pfs " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
}
