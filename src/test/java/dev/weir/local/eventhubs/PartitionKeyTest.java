package dev.weir.local.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.EventHubProducerClient;
import java.lang.reflect.Method;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartitionKeyTest {
    @Test
    void keysHashAsTheSdkHashesThemForItsBufferedProducer() throws ReflectiveOperationException {
        // Given
        Method sdk = EventHubProducerClient.class
                .getClassLoader()
                .loadClass("com.azure.messaging.eventhubs.PartitionResolver")
                .getDeclaredMethod("generateHashCode", String.class);
        sdk.setAccessible(true);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            // ASCII only: past it the Java SDK adds bytes as signed numbers, other SDKs do not.
            String key = random.ints(round % 128, 0x20, 0x7F)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();

            // When
            short hash = PartitionKey.hash(key);

            // Then
            assertThat(hash).as("seed %d, key '%s'", seed, key).isEqualTo((short) sdk.invoke(null, key));
        }
    }

    @Test
    void everyKeyHasAPartitionOfTheHub() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            // Given
            String key = Long.toString(random.nextLong(), 36) + "ä€";
            int partitions = 1 + random.nextInt(1024);

            // When / Then
            assertThat(PartitionKey.partition(key, partitions))
                    .as("seed %d, key '%s'", seed, key)
                    .isBetween(0, partitions - 1);
        }
    }
}
