package io.deviceingest.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.stereotype.Component;

/** A bean that the index does not name is never made. */
class BeanIndexTest {

    private static final Path INDEX = Path.of("src/main/resources/META-INF/spring.components");

    @Test
    void theIndexNamesEveryBean() throws Exception {
        Stream<String> beans = new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests()).importPackages("io.deviceingest").stream()
                        .filter(bean ->
                                bean.isMetaAnnotatedWith(Component.class) || bean.isAnnotatedWith(Component.class))
                        .filter(bean -> !bean.isAnnotation())
                        // Made in a context of their own, which names them, and only where the console is on.
                        .filter(bean -> !bean.getPackageName().startsWith("io.deviceingest.console"))
                        .map(JavaClass::getName)
                        .sorted();

        List<String> index = Files.readAllLines(INDEX);

        assertThat(index)
                .containsExactlyElementsOf(beans.map(name -> name + "=" + Component.class.getName())
                        .toList());
    }
}
