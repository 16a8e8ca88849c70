package io.penumbra.master.record;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.id.UserName;
import io.penumbra.master.record.JournalRecord.AttributesSet;
import io.penumbra.master.record.JournalRecord.DirectoryMade;
import io.penumbra.master.record.JournalRecord.EntryMoved;
import io.penumbra.master.record.JournalRecord.EntryRemoved;
import io.penumbra.master.record.JournalRecord.LinkMade;
import io.penumbra.master.record.JournalRecord.QuotaSet;
import io.penumbra.proto.AttributesMessage;
import io.penumbra.proto.AttributesSetRecord;
import io.penumbra.proto.DirectoryMadeRecord;
import io.penumbra.proto.EntryMovedRecord;
import io.penumbra.proto.EntryRemovedRecord;
import io.penumbra.proto.ExtraMessage;
import io.penumbra.proto.LinkMadeRecord;
import io.penumbra.proto.PlaceMessage;
import io.penumbra.proto.QuotaSetRecord;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** Records about names, files and directories as the journal words them. */
final class NameRecords {
    private NameRecords() {}

    static PlaceMessage of(Place place) {
        return PlaceMessage.newBuilder()
                .setDirectory(place.directory().value())
                .setName(place.name())
                .build();
    }

    static Place from(PlaceMessage m) {
        return new Place(new InodeId(m.getDirectory()), m.getName());
    }

    static AttributesMessage of(Attributes a) {
        var message =
                AttributesMessage.newBuilder()
                        .setMode(a.mode())
                        .setOwner(a.owner().value())
                        .setGroup(a.group())
                        .setStorageClass(a.storageClass().value());
        a.extras()
                .forEach((name, value) ->
                        message.addExtras(ExtraMessage.newBuilder().setName(name).setValue(value)));
        return message.build();
    }

    static Attributes from(AttributesMessage m) {
        var extras = new TreeMap<String, ByteString>();
        m.getExtrasList().forEach(extra -> extras.put(extra.getName(), extra.getValue()));
        return new Attributes(
                m.getMode(),
                new UserName(m.getOwner()),
                m.getGroup(),
                new StorageClassName(m.getStorageClass()),
                extras);
    }

    static DirectoryMadeRecord of(DirectoryMade r) {
        return DirectoryMadeRecord.newBuilder()
                .setPlace(of(r.place()))
                .setInode(r.inode().value())
                .setAttributes(of(r.attributes()))
                .build();
    }

    static DirectoryMade from(DirectoryMadeRecord m) {
        return new DirectoryMade(
                from(m.getPlace()), new InodeId(m.getInode()), from(m.getAttributes()));
    }

    static EntryRemovedRecord of(EntryRemoved r) {
        return EntryRemovedRecord.newBuilder()
                .setPlace(of(r.place()))
                .setInode(r.inode().value())
                .build();
    }

    static EntryRemoved from(EntryRemovedRecord m) {
        return new EntryRemoved(from(m.getPlace()), new InodeId(m.getInode()));
    }

    static EntryMovedRecord of(EntryMoved r) {
        var message =
                EntryMovedRecord.newBuilder()
                        .setSource(of(r.source()))
                        .setTarget(of(r.target()))
                        .setInode(r.inode().value());
        r.replaced().ifPresent(inode -> message.setReplaced(inode.value()));
        return message.build();
    }

    static EntryMoved from(EntryMovedRecord m) {
        return new EntryMoved(
                from(m.getSource()),
                from(m.getTarget()),
                new InodeId(m.getInode()),
                m.hasReplaced() ? Optional.of(new InodeId(m.getReplaced())) : Optional.empty());
    }

    static LinkMadeRecord of(LinkMade r) {
        return LinkMadeRecord.newBuilder()
                .setPlace(of(r.place()))
                .setInode(r.inode().value())
                .setAttributes(of(r.attributes()))
                .setTarget(r.target())
                .build();
    }

    static LinkMade from(LinkMadeRecord m) {
        return new LinkMade(
                from(m.getPlace()),
                new InodeId(m.getInode()),
                from(m.getAttributes()),
                m.getTarget());
    }

    static AttributesSetRecord of(AttributesSet r) {
        return AttributesSetRecord.newBuilder()
                .setInode(r.inode().value())
                .setAttributes(of(r.attributes()))
                .setModifiedMillis(r.modified().toEpochMilli())
                .build();
    }

    static AttributesSet from(AttributesSetRecord m) {
        return new AttributesSet(
                new InodeId(m.getInode()),
                from(m.getAttributes()),
                Instant.ofEpochMilli(m.getModifiedMillis()));
    }

    static QuotaSetRecord of(QuotaSet r) {
        return QuotaSetRecord.newBuilder()
                .setDirectory(r.directory().value())
                .setEntriesMax(r.quota().entriesMax())
                .setBytesMax(r.quota().bytesMax())
                .build();
    }

    static QuotaSet from(QuotaSetRecord m) {
        return new QuotaSet(
                new InodeId(m.getDirectory()), new Quota(m.getEntriesMax(), m.getBytesMax()));
    }
}
