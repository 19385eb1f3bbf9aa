package dev.weir.local.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.weir.local.amqp.EncodedReader;
import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.InletHandler;
import dev.weir.local.amqp.MalformedValueException;
import dev.weir.local.amqp.Section;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SentMessageTest {
    @Test
    void brokersAnnotationsOfAClientAreDropped() {
        // Given
        EncodedWriter writer = new EncodedWriter(64);
        writer.section(Section.MESSAGE_ANNOTATIONS);
        int map = writer.openMap(4);
        writer.symbol("x-opt-sequence-number").longInteger(99);
        writer.symbol("x-opt-partition-key").string("key");
        writer.close(map);
        writer.section(Section.DATA).binary(new byte[] {1});

        // When
        SentMessage message = SentMessageReader.read(0, writer.toBytes()).get(0);

        // Then
        assertThat(message.annotationCount()).isEqualTo(2);
        assertThat(new EncodedReader(message.annotations(), 0, message.annotations().length).readText())
                .contains("x-opt-partition-key");
    }

    @Test
    void timeToLiveComesFromTheHeader() {
        // Given
        EncodedWriter writer = new EncodedWriter(64);
        writer.section(Section.HEADER);
        int header = writer.openList(3);
        writer.bool(true).nothing().unsignedInt(5_000);
        writer.close(header);
        writer.section(Section.DATA).binary(new byte[] {1});

        // When
        SentMessage message = SentMessageReader.read(0, writer.toBytes()).get(0);

        // Then
        assertThat(message.timeToLive()).isEqualTo(5_000);
    }

    @Test
    void damagedMessagesAreReadOrMalformedAndNothingElse() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] sound = soundMessage();
        for (int round = 0; round < 20_000; round++) {
            // Given
            byte[] damaged = sound.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            int format = random.nextBoolean() ? 0 : InletHandler.BATCH_FORMAT;

            // When / Then
            try {
                List<SentMessage> messages = SentMessageReader.read(format, damaged);
                for (SentMessage message : messages) {
                    message.with(Map.of("key", EncodedValue.of("value")));
                }
            } catch (MalformedValueException expected) {
                assertThat(expected).hasMessageContaining("of the message");
            } catch (RuntimeException e) {
                fail("seed " + seed, e);
            }
        }
    }

    private static byte[] soundMessage() {
        EncodedWriter writer = new EncodedWriter(256);
        writer.section(Section.HEADER);
        int header = writer.openList(3);
        writer.bool(true).nothing().unsignedInt(5_000);
        writer.close(header);
        writer.section(Section.MESSAGE_ANNOTATIONS);
        int annotations = writer.openMap(2);
        writer.symbol("x-opt-partition-key").string("key");
        writer.close(annotations);
        writer.section(Section.PROPERTIES);
        int properties = writer.openList(2);
        writer.nothing().binary(new byte[] {1, 2});
        writer.close(properties);
        writer.section(Section.APPLICATION_PROPERTIES);
        int application = writer.openMap(4);
        writer.string("key").longInteger(1).string("time").timestamp(1);
        writer.close(application);
        return writer.section(Section.DATA).binary(new byte[] {1, 2, 3}).toBytes();
    }
}
