package io.penumbra.platform.wire;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.penumbra.core.port.Codec;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Parcel;
import io.penumbra.proto.AppendReply;
import io.penumbra.proto.CallBatch;
import io.penumbra.proto.CheckReply;
import io.penumbra.proto.CheckRequest;
import io.penumbra.proto.CompactReply;
import io.penumbra.proto.CompactRequest;
import io.penumbra.proto.DeleteItemsReply;
import io.penumbra.proto.DeleteItemsRequest;
import io.penumbra.proto.DiscardReply;
import io.penumbra.proto.DiscardRequest;
import io.penumbra.proto.EqualizeReply;
import io.penumbra.proto.EqualizeRequest;
import io.penumbra.proto.FetchRequest;
import io.penumbra.proto.Following;
import io.penumbra.proto.JoinReply;
import io.penumbra.proto.JoinRequest;
import io.penumbra.proto.Led;
import io.penumbra.proto.ListItemsReply;
import io.penumbra.proto.ListItemsRequest;
import io.penumbra.proto.MarkSealedReply;
import io.penumbra.proto.MarkSealedRequest;
import io.penumbra.proto.PrepareSealReply;
import io.penumbra.proto.PrepareSealRequest;
import io.penumbra.proto.ReadItemRequest;
import io.penumbra.proto.ReadRequest;
import io.penumbra.proto.ReadTailRequest;
import io.penumbra.proto.ReplyBatch;
import io.penumbra.proto.ReportMessage;
import io.penumbra.proto.ReportReply;
import io.penumbra.proto.ScrubReply;
import io.penumbra.proto.ScrubRequest;
import io.penumbra.proto.StoreItemReply;
import io.penumbra.proto.SyncReply;
import io.penumbra.proto.SyncRequest;
import io.penumbra.proto.TailHeld;
import io.penumbra.proto.TailPart;
import io.penumbra.proto.TailPush;
import io.penumbra.proto.WhoReply;
import io.penumbra.proto.WhoRequest;

/** Every method of the wire. */
public final class Wire {
    private static final Codec<Parcel> PARCEL = new ParcelCodec(false);
    private static final Codec<Parcel> LENT_PARCEL = new ParcelCodec(true);

    // Served by every master.
    public static final Method<WhoRequest, WhoReply> WHO =
            new Method<>("penumbra.Metadata/Who", of(WhoRequest.parser()), of(WhoReply.parser()));
    public static final Method<CallBatch, ReplyBatch> CALLS =
            new Method<>(
                    "penumbra.Metadata/Calls", of(CallBatch.parser()), of(ReplyBatch.parser()));
    public static final Method<Following, Led> FOLLOW =
            new Method<>("penumbra.Node/Follow", of(Following.parser()), of(Led.parser()));
    public static final Method<ReportMessage, ReportReply> REPORT =
            new Method<>(
                    "penumbra.Node/Report", of(ReportMessage.parser()), of(ReportReply.parser()));

    // Served by every chunkserver.
    public static final Method<Parcel, AppendReply> APPEND =
            new Method<>("penumbra.Chunks/Append", LENT_PARCEL, of(AppendReply.parser()));
    public static final Method<SyncRequest, SyncReply> SYNC =
            new Method<>("penumbra.Chunks/Sync", of(SyncRequest.parser()), of(SyncReply.parser()));
    public static final Method<ReadRequest, Parcel> READ =
            new Method<>("penumbra.Chunks/Read", of(ReadRequest.parser()), PARCEL);
    public static final Method<ReadRequest, Parcel> READ_AT_ONCE =
            new Method<>("penumbra.Chunks/ReadAtOnce", of(ReadRequest.parser()), PARCEL);
    public static final Method<FetchRequest, Parcel> FETCH =
            new Method<>("penumbra.Chunks/Fetch", of(FetchRequest.parser()), PARCEL);
    public static final Method<PrepareSealRequest, PrepareSealReply> PREPARE_SEAL =
            new Method<>(
                    "penumbra.Chunks/PrepareSeal",
                    of(PrepareSealRequest.parser()),
                    of(PrepareSealReply.parser()));
    public static final Method<EqualizeRequest, EqualizeReply> EQUALIZE =
            new Method<>(
                    "penumbra.Chunks/Equalize",
                    of(EqualizeRequest.parser()),
                    of(EqualizeReply.parser()));
    public static final Method<MarkSealedRequest, MarkSealedReply> MARK_SEALED =
            new Method<>(
                    "penumbra.Chunks/MarkSealed",
                    of(MarkSealedRequest.parser()),
                    of(MarkSealedReply.parser()));
    public static final Method<DiscardRequest, DiscardReply> DISCARD =
            new Method<>(
                    "penumbra.Chunks/Discard",
                    of(DiscardRequest.parser()),
                    of(DiscardReply.parser()));
    public static final Method<CompactRequest, CompactReply> COMPACT =
            new Method<>(
                    "penumbra.Chunks/Compact",
                    of(CompactRequest.parser()),
                    of(CompactReply.parser()));
    public static final Method<JoinRequest, JoinReply> JOIN =
            new Method<>("penumbra.Chunks/Join", of(JoinRequest.parser()), of(JoinReply.parser()));
    public static final Method<CheckRequest, CheckReply> CHECK =
            new Method<>(
                    "penumbra.Chunks/Check", of(CheckRequest.parser()), of(CheckReply.parser()));
    public static final Method<ScrubRequest, ScrubReply> SCRUB =
            new Method<>(
                    "penumbra.Chunks/Scrub", of(ScrubRequest.parser()), of(ScrubReply.parser()));

    public static final Method<Parcel, StoreItemReply> STORE_ITEM =
            new Method<>("penumbra.Chunks/StoreItem", PARCEL, of(StoreItemReply.parser()));
    public static final Method<ReadItemRequest, Parcel> READ_ITEM =
            new Method<>("penumbra.Chunks/ReadItem", of(ReadItemRequest.parser()), PARCEL);
    public static final Method<ListItemsRequest, ListItemsReply> LIST_ITEMS =
            new Method<>(
                    "penumbra.Chunks/ListItems",
                    of(ListItemsRequest.parser()),
                    of(ListItemsReply.parser()));
    public static final Method<DeleteItemsRequest, DeleteItemsReply> DELETE_ITEMS =
            new Method<>(
                    "penumbra.Chunks/DeleteItems",
                    of(DeleteItemsRequest.parser()),
                    of(DeleteItemsReply.parser()));
    public static final Method<TailPush, TailHeld> PUSH_TAIL =
            new Method<>("penumbra.Chunks/PushTail", of(TailPush.parser()), of(TailHeld.parser()));
    public static final Method<ReadTailRequest, TailPart> READ_TAIL =
            new Method<>(
                    "penumbra.Chunks/ReadTail",
                    of(ReadTailRequest.parser()),
                    of(TailPart.parser()));

    private Wire() {}

    private static <T extends MessageLite> Codec<T> of(Parser<T> parser) {
        return new ProtoCodec<>(parser);
    }
}
