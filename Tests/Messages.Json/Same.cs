using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Belay.Tests.Messages.Json;

/// <summary>Whether two values are the same in every public property, lists and maps by their members: records compare those by reference.</summary>
internal static class Same
{
    public static void Assert(object? expected, object? actual)
    {
        if (Difference(expected, actual, "value") is { } difference)
        {
            Xunit.Assert.Fail(difference);
        }
    }

    /// <summary>The first difference in words; null: none.</summary>
    public static string? Difference(object? expected, object? actual, string path)
    {
        switch (expected, actual)
        {
            case (null, null):
                return null;
            case (null, _) or (_, null):
                return $"{path}: {expected ?? "null"} became {actual ?? "null"}";
            case (IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right):
                return left.Count == right.Count
                    && left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value) ? null : $"{path}: other entries";
            case (string left, string right):
                return string.Equals(left, right, StringComparison.Ordinal) ? null : $"{path}: '{left}' became '{right}'";
            case (IList left, IList right):
                return left.Count == right.Count
                    ? Enumerable.Range(0, left.Count)
                        .Select(at => Difference(left[at], right[at], $"{path}[{at.ToString(CultureInfo.InvariantCulture)}]"))
                        .FirstOrDefault(one => one is not null)
                    : $"{path}: {left.Count} members became {right.Count}";
        }

        if (expected.GetType() != actual.GetType())
        {
            return $"{path}: {expected.GetType()} became {actual.GetType()}";
        }

        var type = expected.GetType();
        return type.IsValueType || type.Assembly != typeof(Belay.Messages.Message).Assembly
            ? expected.Equals(actual) ? null : $"{path}: {expected} became {actual}"
            : type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(one => Difference(one.GetValue(expected), one.GetValue(actual), $"{path}.{one.Name}"))
                .FirstOrDefault(one => one is not null);
    }
}
