package io.penumbra.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.gateway.http.ByteRange.Part;
import io.penumbra.gateway.http.ByteRange.Unsatisfiable;
import io.penumbra.gateway.http.ByteRange.Whole;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {
    @Test
    void aRangeHasBothEndsInIt() {
        assertThat(ByteRange.of("bytes=0-0", 10)).isEqualTo(new Part(0, 1));
        assertThat(ByteRange.of("bytes=2-5", 10)).isEqualTo(new Part(2, 6));
        assertThat(new Part(2, 6).contentRange(10)).isEqualTo("bytes 2-5/10");
    }

    @Test
    void anOpenRangeEndsWithTheFile() {
        assertThat(ByteRange.of("bytes=7-", 10)).isEqualTo(new Part(7, 10));
        assertThat(ByteRange.of("bytes=7-999999999999999999", 10)).isEqualTo(new Part(7, 10));
    }

    @Test
    void aSuffixCountsFromTheEnd() {
        assertThat(ByteRange.of("bytes=-3", 10)).isEqualTo(new Part(7, 10));
        assertThat(ByteRange.of("bytes=-30", 10)).isEqualTo(new Part(0, 10));
    }

    @Test
    void nothingBehindTheEndCanBeHad() {
        assertThat(ByteRange.of("bytes=10-", 10)).isEqualTo(new Unsatisfiable());
        assertThat(ByteRange.of("bytes=0-0", 0)).isEqualTo(new Unsatisfiable());
        assertThat(ByteRange.of("bytes=-0", 10)).isEqualTo(new Unsatisfiable());
        assertThat(ByteRange.of("bytes=-1", 0)).isEqualTo(new Unsatisfiable());
        assertThat(Unsatisfiable.contentRange(10)).isEqualTo("bytes */10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=5-4",
                "bytes=-",
                "bytes=a-b",
                "bytes=0-1,3-4",
                "lines=0-1",
                "",
                "bytes=1",
                "bytes=99999999999999999999-"
            })
    void whatIsNoSingleRangeIsIgnored(String header) {
        assertThat(ByteRange.of(header, 10)).isEqualTo(new Whole());
    }

    @Test
    void everyRangeAgreesWithCountingBytes() {
        var random = new Random(1);
        for (int round = 0; round < 10_000; round++) {
            int length = random.nextInt(5);
            int first = random.nextInt(7);
            int last = random.nextInt(7);
            long wanted = 0;
            for (int i = 0; i < length; i++) {
                wanted += i >= first && i <= last ? 1 : 0;
            }
            var range = ByteRange.of("bytes=" + first + "-" + last, length);
            long got = range instanceof Part(long from, long to) ? to - from : 0;
            assertThat(got).as("%d-%d of %d", first, last, length).isEqualTo(wanted);
        }
    }
}
