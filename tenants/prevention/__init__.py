"""The preventive work: role statements, activities, advice, the referral directory."""
