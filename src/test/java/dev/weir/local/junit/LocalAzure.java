package dev.weir.local.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class, or one test method, local services on free ports: by parameters of the types {@link
 * dev.weir.local.LocalServices}, {@link dev.weir.local.ConnectionStrings} and {@link
 * dev.weir.local.control.LocalClock}, in tests, constructors and lifecycle methods. They are closed afterwards.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LocalAzureExtension.class)
public @interface LocalAzure {
    /** The queues to have, by name. */
    String[] queues() default {};

    /** The queues to have whose messages all belong to sessions, by name. */
    String[] sessionQueues() default {};

    /** The topics to have, as {@code NAME:SUBSCRIPTION,…}; each subscription gets every message. */
    String[] topics() default {};

    /** The event hubs to have, as a name or {@code NAME:PARTITIONS}; 4 partitions where it says nothing. */
    String[] hubs() default {};

    /** The lock of the queues, in ISO 8601's form. */
    String lockDuration() default "PT1M";

    /** Deliveries after which a message of the queues is dead-lettered. */
    int maxDeliveryCount() default 10;

    /** How long the services live. */
    Life life() default Life.METHOD;

    /** How long services live. */
    enum Life {
        /** Each test has its own, so that none finds what another left. */
        METHOD,

        /** All tests of the class share them. */
        CLASS
    }
}
