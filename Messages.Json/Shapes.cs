using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Belay.Messages.Json;

/// <summary>What JSON adds to the shapes that <see cref="CoreContext"/> found, so that the core needs no attribute for it.</summary>
internal static class Shapes
{
    /// <summary>The closed families, and the property that names the case.</summary>
    private static readonly Dictionary<Type, string> Families = new()
    {
        [typeof(ScheduleVerdict)] = "verdict",
        [typeof(CancelVerdict)] = "verdict",
        [typeof(CarrierAnswer)] = "answer",
    };

    /// <summary>The types whose optional properties have defaults of their own: an object as the core begins it.</summary>
    /// <remarks>
    /// The generated code would set every init-only property, to null or zero where the document lacks it. What is required is required of the
    /// document too.
    /// </remarks>
    private static readonly Dictionary<Type, Func<object>> Beginnings = new()
    {
        [typeof(Draft)] = () => new Draft { Id = default, Organization = default, Batch = default, Dialect = default, From = "", To = "", Text = "" },
        [typeof(Message)] = () => new Message { Draft = null!, ReceivedAt = default },
        [typeof(MessageQuery)] = () => new MessageQuery { Organization = default },
    };

    /// <summary>What is derived and yet written, for queries: the columns of a store are taken from documents.</summary>
    private static readonly HashSet<(Type Type, string Property)> Written =
        [(typeof(Message), nameof(Message.DueAt)), (typeof(Message), nameof(Message.Number)), (typeof(Message), nameof(Message.Error))];

    public static void Adjust(JsonTypeInfo info)
    {
        if (Families.TryGetValue(info.Type, out var discriminator))
        {
            info.PolymorphismOptions = CasesOf(info.Type, discriminator);
        }

        if (Beginnings.TryGetValue(info.Type, out var begin))
        {
            info.CreateObject = begin;
        }

        foreach (var property in info.Properties.ToList())
        {
            var declared = (PropertyInfo)property.AttributeProvider!;
            if (declared.SetMethod is null)
            {
                _ = Written.Contains((info.Type, declared.Name)) || info.Properties.Remove(property);
                continue;
            }

            if (begin is not null)
            {
                property.Set = SetterOf(property, declared.SetMethod);
            }
            else
            {
                // Of a positional record: what has no default must be there, unless null is a value of it, which is left out.
                property.IsRequired = property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false };
            }
        }
    }

    /// <summary>The closed family that the type is, or is a case of; null for any other type.</summary>
    public static Type? FamilyOf(Type type) =>
        Families.ContainsKey(type) ? type
        : type.BaseType is { } family && Families.ContainsKey(family) ? family
        : null;

    /// <summary>The cases of a family as it is declared in the core.</summary>
    private static JsonPolymorphismOptions CasesOf(Type family, string discriminator)
    {
        var options = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = discriminator };
        foreach (var one in family.GetNestedTypes().Where(one => one.BaseType == family))
        {
            options.DerivedTypes.Add(new JsonDerivedType(one, JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Name)));
        }

        return options;
    }

    private static Action<object, object?> SetterOf(JsonPropertyInfo property, MethodInfo setter) =>
        typeof(Shapes).GetMethod(nameof(MakeSetter), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(setter.DeclaringType!, property.PropertyType)
            .CreateDelegate<Func<MethodInfo, Action<object, object?>>>()(setter);

    private static Action<object, object?> MakeSetter<TOwner, TValue>(MethodInfo setter)
        where TOwner : class
    {
        var set = setter.CreateDelegate<Action<TOwner, TValue>>();
        return (owner, value) => set((TOwner)owner, (TValue)value!);
    }
}
