using System.Security.Cryptography;
using System.Text;
using OAuthAttest.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.Aws.CloudTrail;

/// <summary>The hash of a content is the same however it is packed, and however little is read at a time.</summary>
public sealed class HashedStreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(4096)]
    public void ToEnd_ContentOfAnyLength_IsTheHashOfTheContentAlone(int length)
    {
        var content = Encoding.ASCII.GetBytes(new string('\n', length));
        var expected = Convert.ToHexStringLower(SHA256.HashData(content));
        foreach (var most in (int[])[1, 2, 7, 16, 100, 8192])
        {
            foreach (var file in (byte[][])[content, LogText.Gzip(content)])
            {
                using var hashed = new HashedStream(CloudTrailFile.Unpacked(new TrickleStream(file, most, most)));
                var buffer = new byte[most];
                for (var read = 0; read < length / 2 && hashed.Read(buffer) is > 0 and var count; read += count)
                {
                }

                Assert.Equal(expected, hashed.ToEnd());
            }
        }
    }
}
