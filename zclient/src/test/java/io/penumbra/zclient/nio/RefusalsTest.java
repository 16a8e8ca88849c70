package io.penumbra.zclient.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.zclient.PenumbraException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RefusalsTest {
    @ParameterizedTest
    @EnumSource(RefusalCode.class)
    void eachRefusalIsAnExceptionOfJavaNioFile(RefusalCode code) {
        var refused = new PenumbraException(new Refusal(code, "/subject", "the reason"));
        var mapped = Refusals.of(refused, "/path");
        assertThat(mapped).isExactlyInstanceOf(expected(code)).hasCause(refused);
        assertThat(mapped.getFile()).isEqualTo("/path");
    }

    private static Class<? extends FileSystemException> expected(RefusalCode code) {
        return switch (code) {
            case NOT_FOUND -> NoSuchFileException.class;
            case ALREADY_EXISTS, PRECONDITION_FAILED -> FileAlreadyExistsException.class;
            case NOT_A_DIRECTORY -> NotDirectoryException.class;
            case DIRECTORY_NOT_EMPTY -> DirectoryNotEmptyException.class;
            case PERMISSION_DENIED, UNAUTHENTICATED -> AccessDeniedException.class;
            case TOO_MANY_LINKS -> FileSystemLoopException.class;
            default -> FileSystemException.class;
        };
    }
}
