package io.penumbra.platform.disk;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that takes a lock, says so, and holds it until it is killed. */
final class LockHolder {
    private LockHolder() {}

    static Process start(Path directory) throws IOException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                LockHolder.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (process.getInputStream().read() != 'L') {
            throw new IOException("the lock holder did not start");
        }
        return process;
    }

    @SuppressWarnings("SystemOut") // The pipe to its parent.
    static void main(String[] arguments) throws Exception {
        try (var _ = new DirectoryDisk(Path.of(arguments[0])).lock("LOCK")) {
            System.out.print('L');
            System.out.flush();
            while (true) {
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }
}
