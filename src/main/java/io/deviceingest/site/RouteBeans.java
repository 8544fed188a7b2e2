package io.deviceingest.site;

import io.deviceingest.settings.Settings;
import io.deviceingest.settings.SettingsInitializer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.filter.RegexPatternTypeFilter;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The program's own beans that routes name, each made when a route names it, without the program around them: nothing
 * is scheduled, no port is opened, and the data source connects only if somebody asks it to.
 */
public final class RouteBeans {

    /** What starts the program, what connects to the database by itself, what answers on its port, and its metrics. */
    private static final Pattern LEFT_OUT =
            Pattern.compile("io\\.deviceingest\\.([A-Z]|(database|management)\\.|metrics\\.Meters).*");

    private RouteBeans() {}

    public static ConfigurableApplicationContext of(ConfigurableEnvironment environment, Settings settings) {
        return of(environment, settings, new DriverManagerDataSource());
    }

    /** @param database the bean {@code dataSource} */
    public static ConfigurableApplicationContext of(
            ConfigurableEnvironment environment, Settings settings, DataSource database) {
        AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext();
        beans.setEnvironment(environment);
        beans.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
        SettingsInitializer.register(settings, beans.getBeanFactory());
        beans.registerBean(SimpleMeterRegistry.class);
        beans.registerBean("dataSource", DataSource.class, () -> database);
        ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(beans);
        scanner.addExcludeFilter(new RegexPatternTypeFilter(LEFT_OUT));
        scanner.scan("io.deviceingest");
        beans.refresh();
        return beans;
    }
}
