package io.penumbra.zclient.nio;

import io.penumbra.zclient.PenumbraException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The one place where a refusal becomes what users of {@code java.nio.file} catch. */
final class Refusals {
    interface Work<T> {
        T run() throws IOException;
    }

    interface Action {
        void run() throws IOException;
    }

    private Refusals() {}

    /** Does what concerns this path. */
    static <T> T mapped(PenumbraPath path, Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (PenumbraException e) {
            throw of(e, path.toString());
        }
    }

    static void mappedAction(PenumbraPath path, Action action) throws IOException {
        Refusals.<Object>mapped(
                path,
                () -> {
                    action.run();
                    return action;
                });
    }

    /** Files are made and replaced under one precondition only: that nothing is there. */
    static FileSystemException of(PenumbraException refused, String path) {
        var reason = refused.reason();
        var mapped =
                switch (refused.code()) {
                    case NOT_FOUND -> new NoSuchFileException(path, null, reason);
                    case ALREADY_EXISTS, PRECONDITION_FAILED ->
                            new FileAlreadyExistsException(path, null, reason);
                    case NOT_A_DIRECTORY -> new NotDirectoryException(path);
                    case DIRECTORY_NOT_EMPTY -> new DirectoryNotEmptyException(path);
                    case PERMISSION_DENIED, UNAUTHENTICATED ->
                            new AccessDeniedException(path, null, reason);
                    case TOO_MANY_LINKS -> new FileSystemLoopException(path);
                    default -> new FileSystemException(path, null, reason);
                };
        mapped.initCause(refused);
        return mapped;
    }
}
