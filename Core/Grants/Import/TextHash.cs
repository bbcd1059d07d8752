using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OAuthAttest.Grants.Import;

/// <summary>A 64-bit hash for comparing texts within one import. Several times faster than the framework's; never stored.</summary>
internal static class TextHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Seeded differently in every process, so that nobody can prepare texts that collide.</summary>
    private static readonly ulong Seed = (ulong)HashCode.Combine(nameof(TextHash)) << 32 | (uint)HashCode.Combine(nameof(Seed), 1);

    public static ulong Of(ReadOnlySpan<char> text, ulong before = 0)
    {
        var hash = (before ^ Seed ^ (ulong)text.Length) * Multiplier;
        var words = MemoryMarshal.Cast<char, ulong>(text);
        foreach (var word in words)
            hash = BitOperations.RotateLeft((hash ^ word) * Multiplier, 29);
        foreach (var rest in text[(words.Length * 4)..])
            hash = BitOperations.RotateLeft((hash ^ rest) * Multiplier, 29);
        return hash ^ (hash >> 32);
    }

    /// <summary>Compares strings and slices of a buffer by their characters.</summary>
    public sealed class Comparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
    {
        public static Comparer Instance { get; } = new();

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode([DisallowNull] string obj) => (int)Of(obj);

        public bool Equals(ReadOnlySpan<char> alternate, string other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<char> alternate) => (int)Of(alternate);

        public string Create(ReadOnlySpan<char> alternate) => alternate.ToString();
    }
}
