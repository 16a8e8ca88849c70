package io.penumbra.cli.transfer;

import picocli.CommandLine.Option;

/** How a whole tree is copied. */
public final class TreeOptions {
    @Option(
            names = {"-r", "--recursive"},
            description = "A directory with all that is below it.")
    private boolean recursive;

    @Option(
            names = "--checksum",
            description =
                    "With -r: tell by SHA-256 alone what is there already, not by length and time.")
    private boolean checksum;

    @Option(
            names = {"-j", "--parallel"},
            paramLabel = "N",
            defaultValue = "32",
            description = "With -r: so many files at a time (default: 32).")
    private int parallel;

    @Option(
            names = {"-v", "--verbose"},
            description = "With -r: name each file that is copied, or was there already.")
    private boolean verbose;

    public boolean recursive() {
        return recursive;
    }

    boolean checksum() {
        return checksum;
    }

    boolean verbose() {
        return verbose;
    }

    int parallel() {
        if (parallel < 1) {
            throw new IllegalArgumentException("--parallel: at least 1");
        }
        return parallel;
    }
}
