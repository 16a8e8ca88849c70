package io.penumbra.cli.chunk;

import io.penumbra.cli.PfsCommand;
import picocli.CommandLine.Command;

@Command(
        name = "chunk",
        description = "Looks into chunk files, in which chunkservers keep the bytes.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = DumpCommand.class,
        footer = {"", "Examples:", "  pfs chunk dump --summary FILE", "  pfs chunk dump --help"})
public final class ChunkCommand extends PfsCommand {
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }
}
