using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Aws.Digests;

/// <summary>What stands beside a digest file in S3.</summary>
/// <param name="Text">In hexadecimal digits.</param>
/// <param name="MadeAt">When a digest file of an earlier time was made; null: it is of its own time.</param>
internal sealed record DigestSignature(string Text, DateTimeOffset? MadeAt)
{
    /// <summary>Whether CloudTrail signed exactly this file, at this place, behind the one that it names.</summary>
    /// <param name="publicKey">PKCS #1, DER.</param>
    /// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html</remarks>
    public bool IsOf(CloudTrailDigest digest, ReadOnlySpan<byte> publicKey)
    {
        var signed =
            $"{digest.EndText}\n{digest.Bucket}/{digest.Key.Text}\n{digest.Hash}\n{digest.PreviousSignature ?? "null"}";
        try
        {
            using var key = RSA.Create();
            key.ImportRSAPublicKey(publicKey, out _);
            return key.VerifyData(
                Encoding.UTF8.GetBytes(signed), Convert.FromHexString(Text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return false;
        }
    }
}
