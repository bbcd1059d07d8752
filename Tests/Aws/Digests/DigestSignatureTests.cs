using System.Text;
using OAuthAttest.Aws.Digests;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.Aws.Digests;

/// <summary>
/// A digest file that OpenSSL signed, over the text that CloudTrail's documents tell to sign: nothing of ours made the signature.
/// </summary>
public sealed class DigestSignatureTests
{
    private const string PublicKey =
        "MIIBCgKCAQEArfmANsw0r6mCNDmSqgCwF3IImYoScqWmG/HQ49XylyPdpcswqyjtu9OXbW3NPWQYknjlQyYxOGjH9McP58f3RGC1DMWHdxQFSm"
        + "6lhKs75jaXfgOyb2un0Efd+zapE4ERSKUGUsobwGAeVn8ATJhhxDVPPKlDSJZumz63wNuS3+SuCMQfGmHXAtZcl4SF5YmjSJUUXQX0zf7hLauW"
        + "YQIsGxdTz9+K7v9AQsmiqBWe0op4Ffr0/09EMMer1b8ygLq0bpC+z7gK0ijkk/TV6ZKuoyUK+PDjyMhvZj/tv6dCCU+P3IsGB6dlluKvii6yfi"
        + "651JlHLPiGTxJzuur6EUcp7wIDAQAB";

    private const string Signature =
        "3349e7d6c7f9c15ecb7364fc86c48d59f0308445dfc348f3d8e8932bb47267193d559241b056468c9dc32b54968da4b2d7d0904b03cc58"
        + "6c3a4a10da7fa2eaf2ec6f581bee64790b6bd5e35c0daa4d42e3edff656fba4aefa76f390b891808a02a166ccb70e959a2b0267feed7c4"
        + "a1c852fe06448d97cf6ee2b7ff56e30f49afa16b2c7cb40031783303c1886bf37113812207eec1ad7def05e071708261c192c4b0be5e6b"
        + "3c40fc747b56266c93fb3dc839bba6d6507a83ad3bfb6a451ad4a9fcef7ae1eafd76fac44702cf21a416ab48d8ff2c802f658b94b88b3e"
        + "a198fda934543743df45c1ef733ae2a5f0d63aaf674aa6d81a1e900a8f2ee5334f8c2d87";

    private const string Digest =
        "{\"awsAccountId\":\"111122223333\",\"digestStartTime\":\"2026-11-03T08:00:00Z\",\"digestEndTime\":\"2026-11-03T09:00:00Z\","
        + "\"digestS3Bucket\":\"northwind-cloudtrail\","
        + "\"digestS3Object\":\"AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/11/03/111122223333_CloudTrail-Digest_e"
        + "u-west-1_main_eu-west-1_20261103T090000Z.json.gz\","
        + "\"digestPublicKeyFingerprint\":\"0123456789abcdef0123456789abcdef\",\"digestSignatureAlgorithm\":\"SHA256withRSA\","
        + "\"newestEventTime\":null,\"oldestEventTime\":null,\"previousDigestS3Bucket\":null,\"previousDigestS3Object\":null,"
        + "\"previousDigestHashValue\":null,\"previousDigestHashAlgorithm\":null,\"previousDigestSignature\":null,\"logFiles\":[]}";

    [Fact]
    public void Signature_OfTheFileAsItWasSigned_IsGood() => Assert.True(IsGood(Digest, Signature, PublicKey));

    [Theory]
    [InlineData("T09:00:00Z\",\"digestS3Bucket", "T09:00:01Z\",\"digestS3Bucket")]
    [InlineData("northwind-cloudtrail", "northwind-cloudtrai1")]
    [InlineData("_main_", "_mine_")]
    [InlineData("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcde0")]
    [InlineData("\"previousDigestSignature\":null", "\"previousDigestSignature\":\"00\"")]
    [InlineData("[]}", "[] }")]
    public void Signature_OfTheFileChangedInOnePlace_IsNot(string before, string after)
    {
        Assert.Contains(before, Digest, StringComparison.Ordinal);

        Assert.False(IsGood(Digest.Replace(before, after, StringComparison.Ordinal), Signature, PublicKey));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no digits")]
    [InlineData("00")]
    [InlineData("abc")]
    public void Signature_ThatIsNone_IsNot(string signature)
    {
        Assert.False(IsGood(Digest, signature, PublicKey));
        Assert.False(IsGood(Digest, Signature[..^2] + "00", PublicKey));
    }

    [Fact]
    public void Key_ThatIsNone_VerifiesNothing() => Assert.False(IsGood(Digest, Signature, "AAAA"));

    private static bool IsGood(string digest, string signature, string key)
    {
        using var file = new MemoryStream(LogText.Gzip(Encoding.UTF8.GetBytes(digest)));
        var read = CloudTrailDigest.Read(file, out var problem);
        Assert.True(read is not null, problem);
        return new DigestSignature(signature, MadeAt: null).IsOf(read, Convert.FromBase64String(key));
    }
}
