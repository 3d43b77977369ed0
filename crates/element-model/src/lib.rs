//! The element model: Meta, Type, instance; apps, inheritance, access and look-up
