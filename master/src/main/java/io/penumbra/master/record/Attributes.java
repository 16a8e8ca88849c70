package io.penumbra.master.record;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.id.UserName;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who may do what with a file, directory or link, and how its bytes are kept.
 *
 * @param extras what users noted beside it, by name
 */
public record Attributes(
        int mode,
        UserName owner,
        String group,
        StorageClassName storageClass,
        SortedMap<String, ByteString> extras) {
    public Attributes {
        extras = Collections.unmodifiableSortedMap(new TreeMap<>(extras));
    }

    public Attributes(int mode, UserName owner, String group, StorageClassName storageClass) {
        this(mode, owner, group, storageClass, new TreeMap<>());
    }

    public Attributes withMode(int value) {
        return new Attributes(value, owner, group, storageClass, extras);
    }

    public Attributes withOwner(UserName value) {
        return new Attributes(mode, value, group, storageClass, extras);
    }

    public Attributes withGroup(String value) {
        return new Attributes(mode, owner, value, storageClass, extras);
    }

    public Attributes with(StorageClassName value) {
        return new Attributes(mode, owner, group, value, extras);
    }

    public Attributes withExtras(SortedMap<String, ByteString> value) {
        return new Attributes(mode, owner, group, storageClass, value);
    }
}
