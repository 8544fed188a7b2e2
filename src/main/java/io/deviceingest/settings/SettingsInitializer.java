package io.deviceingest.settings;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Checks all settings before any bean is built: all violations are reported together. What passes is registered as the
 * beans {@link MqttSettings}, {@link DatabaseSettings}, {@link BatchSettings}, {@link PresenceSettings},
 * {@link RouteSettings} and {@link ManagementSettings}.
 */
public final class SettingsInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Settings settings = Settings.of(context.getEnvironment());
        if (!settings.violations().isEmpty()) {
            throw InvalidSettingsException.of(settings.violations());
        }
        register(settings, context.getBeanFactory());
    }

    /** Registers all settings as beans, whatever is wrong with them. */
    public static void register(Settings settings, ConfigurableListableBeanFactory beans) {
        beans.registerSingleton("settings", settings);
        beans.registerSingleton("mqttSettings", settings.mqtt());
        beans.registerSingleton("databaseSettings", settings.database());
        beans.registerSingleton("batchSettings", settings.batch());
        beans.registerSingleton("presenceSettings", settings.presence());
        beans.registerSingleton("routeSettings", settings.routes());
        beans.registerSingleton("managementSettings", settings.management());
    }
}
