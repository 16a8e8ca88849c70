package io.penumbra.cli;

import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.process.ExitCode;
import io.penumbra.platform.settings.SettingsException;
import io.penumbra.platform.zookeeper.NotAuthenticatedException;
import io.penumbra.zclient.PenumbraException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Every failure as one line, {@code pfs: <thing>: <reason and remedy>}, and an exit code. */
public final class Failures {
    /** Something in this machine's world failed: a disk, a socket. */
    public static final int WORLD = 1;

    /** As of what SIGPIPE ends: nobody is left to be told anything. */
    private static final int UNREAD = 141;

    private static final String DEBUG = "PENUMBRA_DEBUG";

    private Failures() {}

    static int misused(ParameterException misuse, String[] arguments) {
        var command = misuse.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String reason = reason(misuse);
        String end = reason.endsWith("?") ? "" : ";";
        command.getErr().printf("%s: %s%s '%s --help' says more%n", name, reason, end, name);
        command.getErr().flush();
        return RefusalCode.INVALID_ARGUMENT.exit();
    }

    private static String reason(ParameterException misuse) {
        if (!(misuse instanceof UnmatchedArgumentException unknown)
                || unknown.getUnmatched().isEmpty()) {
            return oneLine(misuse);
        }
        boolean isCommand =
                !unknown.isUnknownOption() && !misuse.getCommandLine().getSubcommands().isEmpty();
        var what =
                unknown.isUnknownOption()
                        ? "there is no option"
                        : isCommand ? "there is no command" : "this is too much:";
        return "%s '%s'".formatted(what, unknown.getUnmatched().getFirst())
                + Nearest.to(unknown).map(it -> "; did you mean '" + it + "'?").orElse("");
    }

    public static int report(Throwable failure, PrintWriter err) {
        if (failure instanceof StandardOutput.UnreadException) {
            return UNREAD;
        }
        var refusal = refusalOf(failure);
        err.println("pfs: " + (refusal == null ? worldsFault(failure) : refusal));
        if (System.getenv(DEBUG) != null) {
            failure.printStackTrace(err);
        }
        err.flush();
        if (failure instanceof SettingsException) {
            return ExitCode.WRONG_SETTINGS;
        }
        return refusal == null ? exitOf(failure) : refusal.code().exit();
    }

    private static @Nullable Refusal refusalOf(Throwable failure) {
        return switch (failure) {
            case PenumbraException e -> e.refusal();
            case RefusedException e -> e.refusal();
            case SettingsException e ->
                    new Refusal(RefusalCode.INVALID_ARGUMENT, "settings", oneLine(e));
            case NotAuthenticatedException e ->
                    new Refusal(
                            RefusalCode.UNAUTHENTICATED,
                            "",
                            oneLine(e) + "; --secret-file names the file that holds it");
            case NoSuchFileException e ->
                    refused(RefusalCode.NOT_FOUND, e, "no such file on this machine");
            case FileAlreadyExistsException e ->
                    refused(RefusalCode.ALREADY_EXISTS, e, "is there already on this machine");
            case AccessDeniedException e ->
                    refused(RefusalCode.PERMISSION_DENIED, e, "this machine does not permit it");
            case NotDirectoryException e ->
                    refused(RefusalCode.NOT_A_DIRECTORY, e, "is not a directory on this machine");
            case DirectoryNotEmptyException e ->
                    refused(RefusalCode.DIRECTORY_NOT_EMPTY, e, "is not empty on this machine");
            case IllegalArgumentException e ->
                    new Refusal(RefusalCode.INVALID_ARGUMENT, "", oneLine(e));
            default -> null;
        };
    }

    private static Refusal refused(RefusalCode code, FileSystemException e, String reason) {
        return new Refusal(code, Objects.requireNonNullElse(e.getFile(), ""), reason);
    }

    private static String worldsFault(Throwable failure) {
        return failure instanceof IOException
                ? oneLine(failure)
                : "a bug: %s (%s=1 shows where)".formatted(failure, DEBUG);
    }

    private static int exitOf(Throwable failure) {
        return failure instanceof IOException ? WORLD : ExitCode.FAULT;
    }

    private static String oneLine(Throwable failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
