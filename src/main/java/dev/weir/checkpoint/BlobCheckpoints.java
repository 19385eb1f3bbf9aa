package dev.weir.checkpoint;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.ClientOptions;
import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.checkpointstore.blob.BlobCheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import com.azure.storage.blob.BlobContainerClientBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The SDK's store in blobs. Of a claim that storage refuses the SDK says nothing: it looks like one that another replica was
 * quicker with, and a bridge that may read the container but not write to it would wait for ever. Here such a claim fails.
 */
final class BlobCheckpoints implements CheckpointStore {
    private final Refusals refusals = new Refusals();
    private final CheckpointStore store;

    BlobCheckpoints(BlobContainerClientBuilder builder) {
        this.store = new BlobCheckpointStore(builder.addPolicy(refusals).buildAsyncClient(), new ClientOptions());
    }

    @Override
    public Flux<PartitionOwnership> listOwnership(
            String fullyQualifiedNamespace, String eventHubName, String consumerGroup) {
        return store.listOwnership(fullyQualifiedNamespace, eventHubName, consumerGroup);
    }

    @Override
    public Flux<PartitionOwnership> claimOwnership(List<PartitionOwnership> requestedPartitionOwnerships) {
        return store.claimOwnership(requestedPartitionOwnerships).switchIfEmpty(Flux.defer(refusals::newest));
    }

    @Override
    public Flux<Checkpoint> listCheckpoints(String fullyQualifiedNamespace, String eventHubName, String consumerGroup) {
        return store.listCheckpoints(fullyQualifiedNamespace, eventHubName, consumerGroup);
    }

    @Override
    public Mono<Void> updateCheckpoint(Checkpoint checkpoint) {
        return store.updateCheckpoint(checkpoint);
    }

    /** Sees each write that storage does not allow, until it allows one. */
    private static final class Refusals implements HttpPipelinePolicy {
        private static final int UNAUTHORIZED = 401;
        private static final int FORBIDDEN = 403;

        private final AtomicReference<@Nullable HttpResponse> newest = new AtomicReference<>();

        @Override
        public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
            Mono<HttpResponse> answer = next.process();
            return context.getHttpRequest().getHttpMethod() == HttpMethod.PUT ? answer.doOnNext(this::seen) : answer;
        }

        private void seen(HttpResponse response) {
            int status = response.getStatusCode();
            newest.set(status == UNAUTHORIZED || status == FORBIDDEN ? response : null);
        }

        Flux<PartitionOwnership> newest() {
            HttpResponse refusal = newest.get();
            return refusal == null
                    ? Flux.empty()
                    : Flux.error(new HttpResponseException("Storage allows no claim of a partition", refusal));
        }
    }
}
