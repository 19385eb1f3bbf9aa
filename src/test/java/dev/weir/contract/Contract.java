package dev.weir.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A part of the contract. Parts run beside each other; so do the tests of a part, unless it takes a lock of JUnit's on
 * the entities that they share. A test takes two minutes at the most.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("contract")
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(AzureExtension.class)
@interface Contract {}
