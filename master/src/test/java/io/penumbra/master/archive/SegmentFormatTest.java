package io.penumbra.master.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.master.record.ChainSum;
import io.penumbra.master.record.Head.Tip;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hazard 26: segments that were written are read by all versions to come. */
final class SegmentFormatTest {
    private static final ClusterId CLUSTER = new ClusterId("6b1c1a6e-0d52-4c58-9d0a-2a8b4bd8f3a1");
    private static final Tip FROM = tip(41, 77, "00112233445566778899aabbccddeeff");
    private static final Tip TO = tip(42, 79, "ffeeddccbbaa99887766554433221100");

    /** The example of docs/segment-format.md. */
    private static final String GOLDEN =
            "504e425253454731"
                    + "6b1c1a6e0d524c589d0a2a8b4bd8f3a1"
                    + "0000000000000029"
                    + "000000000000004d"
                    + "00112233445566778899aabbccddeeff"
                    + "00000003"
                    + "010203"
                    + "00000000"
                    + "000000000000002a"
                    + "000000000000004f"
                    + "ffeeddccbbaa99887766554433221100";

    private static Tip tip(long entry, long index, String chain) {
        return new Tip(
                new EntryNumber(entry),
                new JournalIndex(index),
                ChainSum.of(HexFormat.of().parseHex(chain)));
    }

    private static DataInputStream in(String hex) {
        return new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
    }

    @Test
    void theBytesAreThoseOfThePage() throws Exception {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        SegmentFormat.writeHeader(out, CLUSTER, FROM);
        SegmentFormat.writeEntry(out, new byte[] {1, 2, 3});
        SegmentFormat.writeEnd(out, TO);
        assertThat(HexFormat.of().formatHex(bytes.toByteArray())).isEqualTo(GOLDEN);
    }

    @Test
    void theBytesOfThePageAreRead() throws Exception {
        var in = in(GOLDEN);
        assertThat(SegmentFormat.readHeader(in, CLUSTER)).isEqualTo(FROM);
        assertThat(SegmentFormat.readEntry(in)).containsExactly(1, 2, 3);
        assertThat(SegmentFormat.readEntry(in)).isEmpty();
        assertThat(SegmentFormat.readTip(in)).isEqualTo(TO);
        assertThat(in.read()).isNegative();
    }

    /** Hazard 13. */
    @Test
    void theSegmentOfAnotherClusterIsRefused() {
        var other = new ClusterId("11111111-2222-3333-4444-555555555555");
        assertThatThrownBy(() -> SegmentFormat.readHeader(in(GOLDEN), other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(CLUSTER.value());
    }

    @Test
    void aNewerFormatIsRefused() {
        assertThatThrownBy(() ->
                        SegmentFormat.readHeader(in(GOLDEN.replaceFirst("31", "32")), CLUSTER))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer format");
    }

    @Test
    void theNameOfASegmentSaysWhichEntriesOfWhichJournalItHolds() {
        var segment = new Segment(FROM, TO, 107, ByteString.EMPTY);
        assertThat(segment.name())
                .isEqualTo(
                        "segment-0000000000000000042-0000000000000000042-"
                                + "ffeeddccbbaa99887766554433221100");
    }

    @Test
    void theCatalogIsReadAsItWasWritten() throws Exception {
        var segment = new Segment(FROM, TO, 107, ByteString.copyFromUtf8("sum"));
        var next =
                new Segment(
                        TO,
                        tip(50, 99, "0102030405060708090a0b0c0d0e0f10"),
                        200,
                        ByteString.copyFromUtf8("other"));
        var catalog =
                new Catalog(
                                5,
                                List.of(segment),
                                List.of(new Checkpoint(FROM, ByteString.copyFromUtf8("list"))),
                                new EntryNumber(42),
                                List.of("gone"))
                        .with(next);
        assertThat(Catalog.decode(catalog.encode())).isEqualTo(catalog);
        assertThat(catalog.revision()).isEqualTo(6);
        assertThat(catalog.end()).isEqualTo(next.to());
        assertThat(catalog.covering(new EntryNumber(43))).contains(next);
        assertThat(catalog.covering(new EntryNumber(51))).isEmpty();
        assertThat(Catalog.decode(new byte[0])).isEqualTo(Catalog.EMPTY);
    }
}
