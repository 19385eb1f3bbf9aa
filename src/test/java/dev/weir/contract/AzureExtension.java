package dev.weir.contract;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Keeps one {@link AzureUnderTest} for the whole run, which is closed with the run. */
final class AzureExtension implements BeforeAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(AzureExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        azure(context);
    }

    static AzureUnderTest azure(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(AzureUnderTest.class, key -> AzureUnderTest.chosen(), AzureUnderTest.class);
    }
}
