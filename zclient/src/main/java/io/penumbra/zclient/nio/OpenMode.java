package io.penumbra.zclient.nio;

import io.penumbra.zclient.Links;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

/**
 * What a file is opened for.
 *
 * @param missing what to do if there is no such file
 * @param empties what a file holds already goes
 */
record OpenMode(Purpose purpose, Missing missing, boolean empties, Links links) {
    enum Purpose {
        READ,
        /** From the first byte on. */
        WRITE,
        APPEND
    }

    enum Missing {
        REFUSE,
        CREATE,
        /** And it must be missing. */
        CREATE_NEW
    }

    static OpenMode of(Set<? extends OpenOption> options) {
        options.forEach(OpenMode::requireKnown);
        boolean appends = options.contains(StandardOpenOption.APPEND);
        boolean writes = appends || options.contains(StandardOpenOption.WRITE);
        boolean reads = !writes || options.contains(StandardOpenOption.READ);
        boolean empties = options.contains(StandardOpenOption.TRUNCATE_EXISTING);
        if (appends && (reads || empties)) {
            throw new IllegalArgumentException(
                    "APPEND goes neither with READ nor with TRUNCATE_EXISTING");
        }
        if (reads && writes) {
            throw unsupported("reading and writing through one channel");
        }
        var links = options.contains(LinkOption.NOFOLLOW_LINKS) ? Links.KEEP : Links.FOLLOW;
        if (reads) {
            return new OpenMode(Purpose.READ, Missing.REFUSE, false, links);
        }
        return new OpenMode(
                appends ? Purpose.APPEND : Purpose.WRITE, missing(options), empties, links);
    }

    private static Missing missing(Set<? extends OpenOption> options) {
        if (options.contains(StandardOpenOption.CREATE_NEW)) {
            return Missing.CREATE_NEW;
        }
        return options.contains(StandardOpenOption.CREATE) ? Missing.CREATE : Missing.REFUSE;
    }

    private static void requireKnown(OpenOption option) {
        Objects.requireNonNull(option, "option");
        if (option == LinkOption.NOFOLLOW_LINKS) {
            return;
        }
        if (!(option instanceof StandardOpenOption standard)) {
            throw unsupported("the option " + option);
        }
        switch (standard) {
            case READ, WRITE, APPEND, CREATE, CREATE_NEW, TRUNCATE_EXISTING -> {}
            case SPARSE -> {} // a hint only
            case SYNC, DSYNC ->
                    throw unsupported(
                            option + ": how durable a write is, the file's storage class says");
            case DELETE_ON_CLOSE -> throw unsupported("the option " + option);
        }
    }

    static UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("not supported: " + what);
    }
}
