package io.deviceingest.testkit;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A key on the curve P-256, and the certificates that are signed with it. Immutable. */
final class CertificateMaker {

    private final X500Name name;
    private final KeyPair keys;

    /** A new key under the common name of its owner. */
    CertificateMaker(String commonName) throws GeneralSecurityException {
        name = new X500Name("CN=" + commonName);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys = generator.generateKeyPair();
    }

    KeyPair keys() {
        return keys;
    }

    /** Its own certificate, signed by itself, as an authority's; it holds for these host names and addresses too. */
    X509Certificate authority(Validity validity, String... names) throws GeneralSecurityException, CertIOException {
        return certificate(this, true, validity, names);
    }

    /** A certificate for another's key and for these host names and addresses. */
    X509Certificate sign(CertificateMaker owner, Validity validity, String... names)
            throws GeneralSecurityException, CertIOException {
        return certificate(owner, false, validity, names);
    }

    private X509Certificate certificate(CertificateMaker owner, boolean authority, Validity validity, String... names)
            throws GeneralSecurityException, CertIOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(System.nanoTime()),
                validity.first(now),
                validity.last(now),
                owner.name,
                owner.keys.getPublic());
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(owner.keys.getPublic()));
        if (owner != this) {
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(keys.getPublic()));
        }
        if (authority) {
            builder.addExtension(Extension.basicConstraints, false, new BasicConstraints(true));
        }
        if (names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
        }
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static GeneralNames alternatives(String... names) {
        return new GeneralNames(List.of(names).stream()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String name) {
        return name.matches("[0-9.]+");
    }
}
