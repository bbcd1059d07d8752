namespace OAuthAttest.Configuration;

/// <summary>A fraction, 0 to 1.</summary>
public sealed class ShareAttribute : BoundsAttribute
{
    public ShareAttribute() => (AtLeast, AtMost) = ("0", "1");

    public override string Words => "a share from 0 to 1";
}
