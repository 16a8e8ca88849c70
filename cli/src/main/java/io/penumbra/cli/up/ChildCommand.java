package io.penumbra.cli.up;

import io.penumbra.cli.Pfs;
import io.penumbra.cli.role.RoleKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a role's process. */
final class ChildCommand {
    /** Where the classes lie parsed, if they do: makes each process start in half the time. */
    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    private ChildCommand() {}

    static List<String> of(RoleKind kind, Path settings) {
        var command = new ArrayList<String>();
        // Ctrl-C reaches everyone in the terminal; only the supervisor shall act on it. What is
        // ignored here stays ignored in the JVM.
        command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        var archive = System.getProperty("penumbra.archive", "");
        if (!archive.isEmpty()) {
            // One of another build is passed over without a word.
            command.addAll(List.of(ARCHIVE + archive, "-Xlog:cds*=off", "-Xlog:aot*=off"));
        }
        command.addAll(memory(kind));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(
                List.of(
                        Pfs.class.getName(),
                        kind.command(),
                        "--supervised",
                        "--config",
                        settings.toString()));
        return command;
    }

    /** Eight such processes fit a small machine. */
    private static List<String> memory(RoleKind kind) {
        return switch (kind) {
            case MASTER, SHADOW_MASTER -> List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx512m");
            case CHUNKSERVER ->
                    List.of(
                            "-XX:+UseSerialGC",
                            "-Xms32m",
                            "-Xmx256m",
                            "-XX:MaxDirectMemorySize=256m");
            case GATEWAY ->
                    List.of(
                            "-XX:+UseSerialGC",
                            "-Xms32m",
                            "-Xmx384m",
                            "-XX:MaxDirectMemorySize=256m");
            case ZOOKEEPER -> List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx512m");
        };
    }
}
