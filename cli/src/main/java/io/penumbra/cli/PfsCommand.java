package io.penumbra.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands have: help, version, and an exit code. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        abbreviateSynopsis = true,
        sortOptions = false,
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n")
public abstract class PfsCommand implements Callable<Integer> {
    @Spec protected CommandSpec spec;

    /** Set by picocli before the command is called. */
    @SuppressWarnings("NullAway.Init")
    protected PfsCommand() {}
}
