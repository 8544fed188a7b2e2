package io.deviceingest.json;

import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import com.schibsted.spt.data.jslt.filters.JsonFilter;
import java.io.StringReader;

/** Compiles mappings: the same for those that are checked and for those that run. Stateless. */
final class MappingText {

    private MappingText() {}

    /**
     * @param source the file, as the compiler's sentences name it
     * @throws JsltException for a text that is no mapping, whatever else is wrong with it
     */
    static Expression compile(String text, String source, MappingComponent component) {
        return compile(
                new Parser(new StringReader(text)).withFunctions(component.getFunctions()),
                source,
                component.getObjectFilter());
    }

    /** The same with the program's own functions alone. */
    static Expression compile(String text, String source) {
        return compile(new Parser(new StringReader(text)).withFunctions(MappingFunctions.ALL), source, null);
    }

    private static Expression compile(Parser parser, String source, JsonFilter filter) {
        try {
            Parser named = parser.withSource(source);
            return (filter == null ? named : named.withObjectFilter(filter)).compile();
        } catch (JsltException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new JsltException("it is nested too deep", e);
        } catch (RuntimeException e) {
            throw new JsltException(String.valueOf(e.getMessage()), e);
        }
    }
}
