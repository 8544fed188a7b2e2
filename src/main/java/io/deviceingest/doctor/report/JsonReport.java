package io.deviceingest.doctor.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.doctor.report.Finding.Verdict;
import java.io.PrintWriter;

/** For machines: a JSON object per line, the counts last. */
public final class JsonReport extends Report {

    private final ObjectMapper json = new ObjectMapper();
    private final PrintWriter out;

    public JsonReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    void show(Finding finding) {
        ObjectNode line = json.createObjectNode()
                .put("verdict", finding.verdict().word())
                .put("what", finding.what())
                .put("detail", finding.detail());
        if (!finding.remedy().isEmpty()) {
            line.put("try", finding.remedy());
        }
        print(line);
    }

    @Override
    public void end() {
        ObjectNode line = json.createObjectNode();
        for (Verdict verdict : Verdict.values()) {
            line.put(verdict.word(), count(verdict));
        }
        print(line);
    }

    private void print(ObjectNode line) {
        out.println(line);
        out.flush();
    }
}
