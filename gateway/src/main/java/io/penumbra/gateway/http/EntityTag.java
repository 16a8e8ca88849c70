package io.penumbra.gateway.http;

import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names one version of one file, strongly: same tag, same bytes. */
public record EntityTag(InodeId inode, FileVersion version) {
    private static final Pattern LISTED = Pattern.compile("(W/)?(\"[^\"]*\")");

    @Override
    public String toString() {
        return "\"%x-%d\"".formatted(inode.value(), version.value());
    }

    /** Whether an {@code If-Match} header admits this version: weak tags never match. */
    public boolean isAdmittedBy(String ifMatch) {
        return isAny(ifMatch) || isListedIn(ifMatch, Weak.REFUSED);
    }

    /** Whether an {@code If-None-Match} header names this version. */
    public boolean isKnownTo(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && (isAny(ifNoneMatch) || isListedIn(ifNoneMatch, Weak.ACCEPTED));
    }

    /** Whether an {@code If-Range} header still allows a part to be sent. */
    public boolean allowsPart(@Nullable String ifRange) {
        return ifRange == null || ifRange.strip().equals(toString());
    }

    public static boolean isAny(String header) {
        return header.strip().equals("*");
    }

    private boolean isListedIn(String header, Weak weak) {
        return LISTED.matcher(header)
                .results()
                .filter(tag -> weak == Weak.ACCEPTED || tag.group(1) == null)
                .anyMatch(tag -> tag.group(2).equals(toString()));
    }

    private enum Weak {
        ACCEPTED,
        REFUSED
    }
}
