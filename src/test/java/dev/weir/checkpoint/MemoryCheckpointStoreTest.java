package dev.weir.checkpoint;

import com.azure.messaging.eventhubs.CheckpointStore;

class MemoryCheckpointStoreTest extends CheckpointStoreContract {
    @Override
    CheckpointStore open() {
        return CheckpointStores.memory();
    }

    @Override
    void close(CheckpointStore store) {
        ((TextCheckpointStore) store).close();
    }
}
