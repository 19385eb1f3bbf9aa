package dev.weir.local.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EncodedReaderTest {
    @Test
    void skippingStepsOverEveryKindOfValue() {
        // Given
        EncodedWriter writer = new EncodedWriter(16);
        writer.nothing().bool(true).unsignedInt(7).integer(-7).longInteger(1L << 40);
        writer.timestamp(1_000).uuid(new UUID(1, 2)).symbol("symbol").string("ä".repeat(300));
        writer.binary(new byte[70_000]).timestamps(List.of(1L, 2L)).value(List.of("a", 1));
        int map = writer.openMap(2);
        writer.string("key").section(Section.VALUE).string("described");
        writer.close(map);
        byte[] encoded = writer.toBytes();
        EncodedReader reader = new EncodedReader(encoded, 0, encoded.length);

        // When
        int values = 0;
        while (reader.hasMore()) {
            reader.skip();
            values++;
        }

        // Then
        assertThat(values).isEqualTo(13);
        assertThat(reader.position()).isEqualTo(encoded.length);
    }

    @Test
    void valueThatEndsTooSoonIsMalformed() {
        // Given
        byte[] encoded = new EncodedWriter(16).string("text").toBytes();
        EncodedReader reader = new EncodedReader(encoded, 0, encoded.length - 1);

        // When / Then
        assertThatThrownBy(reader::skip)
                .isInstanceOf(MalformedValueException.class)
                .hasMessage("expected more bytes at byte 1 of the message");
    }

    @Test
    void arbitraryBytesAreReadOrMalformedAndNothingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            // Given
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            EncodedReader reader = new EncodedReader(bytes, 0, bytes.length);

            // When / Then
            try {
                while (reader.hasMore()) {
                    reader.skip();
                }
            } catch (MalformedValueException expected) {
                assertThat(reader.position()).isLessThanOrEqualTo(bytes.length);
            } catch (RuntimeException e) {
                fail("seed " + seed + ", bytes " + Arrays.toString(bytes), e);
            }
        }
    }
}
