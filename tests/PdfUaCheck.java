import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.*;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.*;
import org.verapdf.pdfa.validation.profiles.*;
import org.w3c.dom.*;

/** Prints, for each PDF that a line of standard input names, every breach of PDF/UA-1 (file, clause and test,
 *  message, place) and a line "checked". */
public class PdfUaCheck {
    private static final String PROFILE = "/org/verapdf/pdfa/validation/PDFUA-1.xml";

    public static void main(String[] none) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        ValidationProfile profile = profile();
        BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String name; (name = names.readLine()) != null; ) {
            try (InputStream file = new FileInputStream(name);
                    PDFAParser parser = foundry.createParser(file, PDFAFlavour.PDFUA_1);
                    PDFAValidator validator = foundry.createValidator(profile, 100, false, true, false)) {
                for (TestAssertion breach : validator.validate(parser).getTestAssertions()) {
                    RuleId rule = breach.getRuleId();
                    System.out.println(String.join("\t", name, rule.getClause() + "-" + rule.getTestNumber(),
                        breach.getMessage(), breach.getLocation().getContext()));
                }
            }
            System.out.println("checked");
        }
    }

    /** The profile that comes with the validator. It is read here by hand, because the validator reads it by
     *  JAXB, which left Java with version 11. */
    private static ValidationProfile profile() throws Exception {
        Document document;
        try (InputStream xml = PdfUaCheck.class.getResourceAsStream(PROFILE)) {
            document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml);
        }
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element rule : elements(document.getDocumentElement(), "rule")) {
            Element id = elements(rule, "id").get(0);
            List<ErrorArgument> none = Collections.emptyList();
            rules.add(Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(PDFAFlavour.Specification.ISO_14289_1, id.getAttribute("clause"),
                    Integer.parseInt(id.getAttribute("testNumber"))),
                rule.getAttribute("object"), rule.hasAttribute("deferred"), rule.getAttribute("tags"),
                text(rule, "description"), text(rule, "test"),
                Profiles.errorFromValues(text(rule, "message"), none), Collections.emptyList()));
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element variable : elements(document.getDocumentElement(), "variable")) {
            variables.add(Profiles.variableFromValues(variable.getAttribute("name"),
                variable.getAttribute("object"), text(variable, "defaultValue"), text(variable, "value")));
        }
        return Profiles.profileFromValues(PDFAFlavour.PDFUA_1,
            Profiles.profileDetailsFromValues("PDF/UA-1", "", "", new Date()), "", rules, variables);
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) found.add((Element) nodes.item(i));
        return found;
    }

    private static String text(Element parent, String name) {
        return elements(parent, name).get(0).getTextContent();
    }
}
